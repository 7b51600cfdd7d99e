// Painting and upscaling: choose a picture, say how, see the result beside it.
import { View, html, nothing } from '../core/element.js';
import { store } from '../core/store.js';
import { order, post, request, upload, urlOf } from '../core/api.js';
import { capital, states } from '../core/format.js';
import '../forms/options-form.js';
import '../gallery/picture-pair.js';

const texts = {
  paint: ['Paint', 'A picture as a painting, stroke by stroke.', 'Paint it'],
  upscale: ['Upscale', 'A picture at a larger size, with the detail that belongs there.', 'Upscale it'],
};

const first = ['style', 'strokes', 'detail', 'film', 'scale', 'model'];

class WorkView extends View {
  static properties = { kind: {}, picture: {}, chosen: { state: true }, values: { state: true },
    latest: { state: true }, job: { state: true } };
  static follows = ['jobs'];

  willUpdate(changed) {
    if (changed.has('kind')) {
      Object.assign(this, { values: {}, job: null, chosen: null });
      this.#latest();
    }
    if (changed.has('picture') && this.picture) {
      this.chosen = this.picture;
    }
  }

  async #latest() {
    const answer = await store.try(() => request('/api/pictures?limit=12'));
    this.latest = answer?.items ?? [];
  }

  render() {
    const [name, about, action] = texts[this.kind];
    const schema = store.kinds.find(kind => kind.name === this.kind)?.input;
    const names = Object.keys(schema?.properties ?? {}).filter(one => one !== 'picture');
    const form = only => html`<options-form .schema=${schema} .names=${only} .values=${this.values}
      @option-changed=${event => this.#set(event.detail)}></options-form>`;
    const job = this.job ? store.jobs.get(this.job) : null;
    return html`
      <div class="stack">
        <div><h1>${name}</h1><p class="soft">${about}</p></div>
        <div class="stage">
          <div class="stack">${job ? this.#result(job) : nothing}${this.#source()}</div>
          <div class="side card stack tight">
            <h2>How</h2>
            ${form(names.filter(name => first.includes(name)))}
            <details class="more"><summary>More options</summary>${form(names.filter(name => !first.includes(name)))}</details>
            <button class="main" ?disabled=${!this.chosen} @click=${this.#start}>${action}</button>
            ${this.chosen ? nothing : html`<p class="small soft">Choose a picture first.</p>`}
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

  #result(job) {
    const output = name => job.outputs.find(one => one.name === name)?.url;
    const { iteration, total, message } = job.progress;
    const busy = job.state === 'running' || job.state === 'queued';
    return html`<section class="card stack tight" aria-label="The result">
      <div class="row apart"><h2>The result</h2><span class="state ${job.state}">${states[job.state]}</span></div>
      ${busy ? html`<progress max=${total ?? 1} value=${iteration} aria-label="Progress"></progress>` : nothing}
      <p class="small soft number" role="status">${busy ? message ?? (job.position ? `${job.position} before it in the queue`
        : 'It begins in a moment.') : message ?? ''}</p>
      ${job.error ? html`<p class="bad">${job.error.message}</p>` : nothing}
      ${output('picture') ? html`<picture-pair .left=${{ url: urlOf(job.input.picture), name: 'before' }}
        .right=${{ url: output('picture'), name: 'after' }}></picture-pair>` : nothing}
      ${output('film') ? html`<video class="film-player" controls loop playsinline preload="metadata" src=${output('film')}
        aria-label="The painting being painted, stroke by stroke"></video>` : nothing}
      <div class="row">
        ${busy ? html`<button @click=${() => store.try(async () => store.keep([await post(`/api/jobs/${job.id}/stop`, { keep: false })]))}
          >Cancel</button>` : nothing}
        ${output('picture') ? html`<a class="button" href=${output('picture')} download="atelier-${job.kind}.png">Download</a>
          <button @click=${() => this.#choose(`sha256:${job.outputs.find(one => one.name === 'picture').sha256}`)}
            >Go on from it</button>` : nothing}
        ${output('strokes') ? html`<a class="button" href=${output('strokes')} download="strokes.json">Strokes</a>` : nothing}
      </div>
    </section>`;
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
    const batch = await store.try(() => order(this.kind, { ...this.values, picture: this.chosen }));
    if (batch) {
      store.keep(batch.jobs);
      this.job = batch.jobs[0].id;
      scrollTo({ top: 0, behavior: 'smooth' });
    }
  };
}

customElements.define('work-view', WorkView);
