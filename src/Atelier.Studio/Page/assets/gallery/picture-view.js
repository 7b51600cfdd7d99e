// One picture: large, with what it was made with, from, and what was made from it.
import { View, html, nothing } from '../core/element.js';
import { store } from '../core/store.js';
import { request } from '../core/api.js';
import { capital, named, since, spaced, weight } from '../core/format.js';
import '../work/stroke-player.js';
import { deletePictures } from './deletion.js';
import './picture-boards.js';

class PictureView extends View {
  static properties = { number: {}, details: { state: true } };
  static follows = [];
  #onAdded = () => this.#load();
  #onDeleted = event => event.detail.number === this.number ? this.#leave() : this.#load(); // it may be of the family

  connectedCallback() {
    super.connectedCallback();
    store.addEventListener('picture.added', this.#onAdded);
    store.addEventListener('picture.deleted', this.#onDeleted);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    store.removeEventListener('picture.added', this.#onAdded);
    store.removeEventListener('picture.deleted', this.#onDeleted);
  }

  willUpdate(changed) {
    if (changed.has('number')) {
      this.details = null;
      this.#load();
    }
  }

  async #load() {
    const { number } = this;
    const details = await store.try(() => request(`/api/pictures/${number}`));
    if (details && number === this.number) {
      this.details = details;
    }
  }

  render() {
    if (!this.details) {
      return html`<h1 class="hidden">Picture</h1>`;
    }
    const { picture, input, outputs, boards, madeFrom, made } = this.details;
    const output = name => picture.name === 'picture' ? outputs.find(one => one.name === name)?.url : undefined;
    const name = picture.title || capital(picture.kind);
    return html`
      <div class="stack">
        <p class="small"><a href="#/gallery">← Gallery</a></p>
        <div class="stage">
          <div class="stack">
            <figure class="canvas card"><img class="shown" src=${picture.url} alt=${name}></figure>
            ${output('film') ? html`<div class="card"><video class="film-player" controls loop playsinline preload="metadata"
              src=${output('film')} aria-label="Its film"></video></div>` : nothing}
            ${output('strokes') ? html`<div class="card"><stroke-player .url=${output('strokes')}></stroke-player></div>` : nothing}
          </div>
          <div class="side stack">
            <div class="card stack tight">
              <h1>${name}</h1>
              <p class="small soft number">${named(picture.kind)} · ${picture.width} × ${picture.height}
                · ${since(picture.createdAt)}</p>
              ${this.#actions(picture)}
            </div>
            <picture-boards class="card" .number=${picture.number} .on=${boards} @boards-changed=${() => this.#load()}></picture-boards>
            <div class="card stack tight"><h2>Made with</h2>${this.#parameters(input)}</div>
          </div>
        </div>
        ${this.#family('Made from', madeFrom, picture)}
        ${this.#family('Made from it', made, picture)}
      </div>`;
  }

  #actions(picture) {
    const imagined = picture.kind === 'imagine';
    const ending = picture.type.split('/')[1].replace('jpeg', 'jpg');
    return html`<div class="row">
      ${imagined ? html`<a class="button" href="#/studio?again=${picture.number}">Use again</a>
        <a class="button" href="#/studio?job=${picture.job}">Its steps</a>` : nothing}
      <a class="button" href="#/studio?from=${picture.id}">Start from it</a>
      <a class="button" href="#/studio?like=${picture.id}">Look like it</a>
      <a class="button" href="#/paint?picture=${picture.id}">Paint</a>
      <a class="button" href="#/upscale?picture=${picture.id}">Upscale</a>
      <a class="button" href=${picture.url} download="atelier-${picture.number}.${ending}">Download</a>
      <button aria-pressed=${picture.starred} @click=${() => this.#star(picture)}>${picture.starred ? '★ Starred' : '☆ Star'}</button>
      <button @click=${() => this.#delete(picture)}>Delete</button>
    </div>`;
  }

  #parameters(input) {
    const { prompts = [], ...rest } = input;
    const shown = Object.entries(rest).filter(([, value]) => value !== null && value !== '' && typeof value !== 'object');
    const steered = (rest.steering ?? []).map(({ iteration, weights }) => [iteration,
      Object.entries(weights).map(([what, value]) => `${what.startsWith('sha256:') ? 'a picture' : what} ${weight(value)}`).join(', ')]);
    return html`<dl class="parameters small">
      ${prompts.map(prompt => html`<dt>${prompt.picture ? 'Looks like' : 'Words'}</dt>
        <dd>${prompt.text ?? 'a picture'} <span class="soft number">${weight(prompt.weight ?? 1)}</span></dd>`)}
      ${steered.map(([iteration, text]) => html`<dt>After step ${iteration}</dt><dd>${text}</dd>`)}
      ${shown.map(([name, value]) => html`<dt>${capital(spaced(name))}</dt>
        <dd class="number">${String(value).startsWith('sha256:') ? 'a picture' : String(value)}</dd>`)}
    </dl>`;
  }

  #family(name, pictures, picture) {
    return pictures.length ? html`<section class="stack tight" aria-label=${name}><h2>${name}</h2>
      <ul class="strip">${pictures.map(one => html`<li>
        <a href="#/picture/${one.number}"><img src=${one.thumb} alt=${one.title}><span
          class="small">${capital(one.kind)}</span></a>
        <a class="small" href="#/compare/${picture.number}/${one.number}">Compare<span
          class="hidden"> with ${one.title || one.kind}</span></a></li>`)}
      </ul></section>` : nothing;
  }

  async #delete(picture) {
    if (await deletePictures([picture.number])) {
      this.#leave();
    }
  }

  #leave() {
    location.hash = '#/gallery';
  }

  async #star(picture) {
    const changed = await store.try(() => request(`/api/pictures/${picture.number}`,
      { method: 'PATCH', json: { starred: !picture.starred } }));
    if (changed) {
      this.details = { ...this.details, picture: changed };
    }
  }
}

customElements.define('picture-view', PictureView);
