// Pictures that are dropped, pasted or chosen. Nothing is taken over before somebody says what for.
import { View, html, nothing } from '../core/element.js';
import { store } from '../core/store.js';
import { upload, urlOf } from '../core/api.js';
import { title } from '../core/format.js';
import { draft } from './draft.js';

class PictureDrop extends View {
  static properties = { over: { state: true }, busy: { state: true } };
  static follows = [];
  #changed = () => this.requestUpdate();

  connectedCallback() {
    super.connectedCallback();
    draft.addEventListener('change', this.#changed);
    addEventListener('dragover', this.#over);
    addEventListener('dragleave', this.#leave);
    addEventListener('drop', this.#drop);
    addEventListener('paste', this.#paste);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    draft.removeEventListener('change', this.#changed);
    removeEventListener('dragover', this.#over);
    removeEventListener('dragleave', this.#leave);
    removeEventListener('drop', this.#drop);
    removeEventListener('paste', this.#paste);
  }

  render() {
    return html`
      <label class="choose" title="Pictures can also be dropped or pasted anywhere">
        <input type="file" class="hidden" accept="image/*" aria-label="Choose a picture"
          @change=${event => this.#take(event.target.files[0])}>
        ${this.busy ? 'reading …' : '+ picture'}</label>
      ${this.over ? html`<div class="landing" aria-hidden="true">Drop the picture: then say what for</div>` : nothing}
      ${draft.value.dropped ? this.#card(draft.value.dropped) : nothing}`;
  }

  #card({ id, width, height, found }) {
    const use = work => () => {
      work();
      draft.set({ dropped: null });
    };
    const imagined = found?.kind === 'imagine';
    return html`
      <div class="found" role="group" aria-label="What to do with this picture">
        <img src="${urlOf(id)}/thumb" alt="The picture that was dropped" width="96" height="96">
        <div class="stack tight">
          <p>${found ? html`<b>${title({ kind: found.kind, input: found.input })}</b>` : html`<b>A picture</b>`}
            <span class="soft small">${width} × ${height}${imagined ? ` · made by Atelier, seed ${found.input.seed}` : ''}</span></p>
          <div class="row">
            ${imagined ? html`
              <button @click=${use(() => draft.take(found.input))}>Use all settings</button>
              <button @click=${use(() => draft.take(found.input, 'words'))}>Words only</button>
              <button @click=${use(() => draft.take(found.input, 'seed'))}>Seed only</button>` : nothing}
            <button @click=${use(() => draft.addPicture(id, 'start'))}>Start from it</button>
            <button @click=${use(() => draft.addPicture(id, 'like'))}>Look like it</button>
            <a class="button" href="#/paint?picture=${id}">Paint it</a>
            <a class="button" href="#/upscale?picture=${id}">Upscale it</a>
            <button class="plain" @click=${use(() => {})}>Nothing</button>
          </div>
        </div>
      </div>`;
  }

  #over = event => { this.over = [...(event.dataTransfer?.types ?? [])].includes('Files'); };
  #leave = event => { this.over = event.relatedTarget !== null && this.over; };
  #drop = event => {
    this.over = false;
    this.#take([...event.dataTransfer.files].find(file => file.type.startsWith('image/')) ?? event.dataTransfer.files[0]);
  };
  #paste = event => {
    const file = [...(event.clipboardData?.files ?? [])].find(one => one.type.startsWith('image/'));
    if (file) {
      this.#take(file);
    }
  };

  async #take(file) {
    if (!file) {
      return;
    }
    this.busy = true;
    draft.set({ dropped: await store.try(() => upload(file)) ?? null });
    this.busy = false;
    await this.updateComplete;
    this.querySelector('.found button, .found a')?.focus();
  }
}

customElements.define('picture-drop', PictureDrop);
