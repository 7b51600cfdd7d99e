// What a kind of job makes of its options: a form from the API's description, and the result.
import { View, html, nothing } from '../core/element.js';
import { store } from '../core/store.js';
import { order, request, upload, urlOf } from '../core/api.js';
import { capital, named } from '../core/format.js';
import { keepDraft, readDraft } from './work-draft.js';
import '../forms/options-form.js';
import './work-result.js';

// kinds that have views of their own
const elsewhere = ['imagine', 'train', 'get-model'];

// what of a kind is shown at once
const first = ['prompts', 'prompt', 'scenes', 'words', 'style', 'strokes', 'detail', 'film', 'scale', 'keep', 'count', 'ideas', 'x', 'y',
  'seconds', 'loop', 'zoom', 'class', 'model'];

class WorkView extends View {
  static properties = { kind: {}, picture: {}, chosen: { state: true }, values: { state: true },
    latest: { state: true }, job: { state: true } };
  static follows = ['jobs'];

  willUpdate(changed) {
    if (changed.has('kind')) {
      Object.assign(this, { values: {}, chosen: null, ...readDraft(this.kind), job: null });
      this.#latest();
    }
    if (changed.has('picture') && this.picture) {
      this.chosen = this.picture;
    }
  }

  updated(changed) {
    if (changed.has('values') || changed.has('chosen')) {
      keepDraft(this.kind, { values: this.values, chosen: this.chosen });
    }
  }

  async #latest() {
    const answer = await store.try(() => request('/api/pictures?limit=12'));
    this.latest = answer?.items ?? [];
  }

  render() {
    const kind = store.kinds.find(one => one.name === this.kind), schema = kind?.input;
    const names = Object.keys(schema?.properties ?? {}).filter(one => one !== 'picture');
    const shown = first.filter(name => names.includes(name)), rest = names.filter(name => !first.includes(name));
    const form = only => html`<options-form .schema=${schema} .names=${only} .values=${this.values}
      @option-changed=${event => this.#set(event.detail)}></options-form>`;
    const job = this.job ? store.jobs.get(this.job) : null, needsPicture = !!schema?.properties.picture;
    return html`
      <div class="stack">
        <div><h1>${named(this.kind)}</h1><p class="soft">${kind?.summary ?? ''}</p></div>
        <ul class="row kinds" aria-label="Kinds">${store.kinds.filter(one => !elsewhere.includes(one.name)).map(one => html`<li>
          <a class="button" href="#/${one.name}" aria-current=${one.name === this.kind ? 'page' : nothing}
            >${named(one.name)}</a></li>`)}</ul>
        <div class="stage">
          <div class="stack">
            ${job ? html`<work-result .job=${job} @picture-chosen=${event => { this.chosen = event.detail.picture; }}></work-result>`
              : nothing}
            ${needsPicture ? this.#source() : nothing}
            ${job || this.chosen ? nothing : this.#earlier()}
          </div>
          <div class="side card stack tight">
            <h2>How</h2>
            ${form(shown)}
            <details class="more"><summary>More options</summary>${form(rest)}</details>
            <button class="main" ?disabled=${needsPicture && !this.chosen} @click=${this.#start}>${named(this.kind)}</button>
            ${needsPicture && !this.chosen ? html`<p class="small soft">Choose a picture first.</p>` : nothing}
          </div>
        </div>
      </div>`;
  }

  #source() {
    return html`<section class="card stack tight" aria-label="The picture to work on">
      <h2>${this.chosen ? 'The picture' : 'Choose a picture'}</h2>
      ${this.chosen ? html`<img class="source" src=${urlOf(this.chosen)} alt="The picture to work on">` : nothing}
      <label class="drop" @dragover=${event => event.preventDefault()} @drop=${event => this.#take(event.dataTransfer.files[0])}>
        <span class="small soft">Drop a picture here, or</span>
        <input type="file" accept="image/*" aria-label="Choose a picture" @change=${event => this.#take(event.target.files[0])}></label>
      ${this.latest?.length ? html`<p class="small soft">or one of the latest:</p><ul class="strip">${this.latest.map(one => html`<li>
        <button class="pick" aria-pressed=${this.chosen === one.id} @click=${() => this.#choose(one.id)}>
          <img src=${one.thumb} alt=${one.title || capital(one.kind)}></button></li>`)}</ul>` : nothing}
    </section>`;
  }

  // the last one of this kind, so that a reload loses nothing
  #earlier() {
    const job = store.list().find(one => one.kind === this.kind);
    return job ? html`<work-result .job=${job}></work-result>` : html`<section class="card empty soft">Nothing of this kind yet.</section>`;
  }

  #choose(id) {
    this.chosen = id;
  }

  async #take(file) {
    const kept = file && await store.try(() => upload(file));
    if (kept) {
      this.#choose(kept.id);
    }
  }

  #set({ name, value }) {
    const { [name]: _, ...rest } = this.values;
    this.values = value === undefined ? rest : { ...rest, [name]: value };
  }

  #start = async () => {
    const { properties } = store.kinds.find(one => one.name === this.kind).input;
    const batch = await store.try(() => order(this.kind, { ...this.values, ...(properties.picture ? { picture: this.chosen } : {}) }));
    if (batch) {
      store.keep(batch.jobs);
      this.job = batch.jobs[0].id;
      scrollTo({ top: 0, behavior: 'smooth' });
    }
  };
}

customElements.define('work-view', WorkView);
