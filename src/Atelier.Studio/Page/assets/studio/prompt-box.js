// The words and pictures of an order, what the models do not know of them, and the button that orders.
import { View, html, nothing, repeat } from '../core/element.js';
import { store } from '../core/store.js';
import { order, request, urlOf } from '../core/api.js';
import { weight } from '../core/format.js';
import { draft, split } from './draft.js';
import './prompt-chip.js';
import './picture-drop.js';
import './order-options.js';

const pause = 250; // ms after a letter

class PromptBox extends View {
  static properties = { notes: { state: true }, busy: { state: true } };
  static follows = ['connection'];
  #timer = null;
  #asked = '';
  #changed = () => { this.requestUpdate(); this.#check(); };

  constructor() {
    super();
    this.notes = new Map();
  }

  connectedCallback() {
    super.connectedCallback();
    draft.addEventListener('change', this.#changed);
    this.#check();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    draft.removeEventListener('change', this.#changed);
  }

  render() {
    const { prompts, start } = draft.value;
    const words = prompts.map((prompt, i) => [prompt, i]).filter(([prompt]) => !prompt.picture);
    return html`
      <section class="card composer" aria-label="Prompt">
        <div class="top-row"><div class="chips">
          ${repeat(words, ([, i]) => i, ([prompt, i], at) => html`
            <prompt-chip .prompt=${prompt} .index=${at} .only=${words.length === 1} .unknown=${this.notes.get(prompt.text)?.unknown}
              @prompt-typed=${event => this.#typed(i, event.detail.text)} @prompt-sent=${this.#send}
              @prompt-weighed=${event => this.#change(i, event.detail)} @prompt-removed=${() => this.#remove(i)}></prompt-chip>`)}
          <div class="row add"><button class="plain" @click=${this.#add}>+ words</button><picture-drop></picture-drop></div>
        </div>
        <button class="main send" ?disabled=${!draft.isReady || this.busy} @click=${this.#send}>Imagine <kbd>⏎</kbd></button></div>
        <p class="unknown" role="status">${this.#unknown()}</p>
        ${start || prompts.some(prompt => prompt.picture) ? html`<div class="row pictures">
          ${start ? this.#start(start) : nothing}
          ${prompts.map((prompt, i) => prompt.picture ? this.#like(prompt, i) : nothing)}
        </div>` : nothing}
        <order-options></order-options>
      </section>`;
  }

  #start(start) {
    return html`<div class="guide"><img src="${urlOf(start.picture)}/thumb" alt="" width="56" height="56">
      <div><span class="small">Starts from this</span>
        <label class="small soft">change <input type="range" min="0" max="1" step="0.05" .value=${String(start.strength ?? 0)}
          aria-label="How much the start is changed"
            @input=${event => draft.set({ start: { ...start, strength: Number(event.target.value) } })}>
          <span class="number">${weight(start.strength ?? 0)}</span></label></div>
      <button class="plain" aria-label="Do not start from this picture" @click=${() => draft.set({ start: null })}>×</button></div>`;
  }

  #like(prompt, i) {
    return html`<div class="guide"><img src="${urlOf(prompt.picture)}/thumb" alt="" width="56" height="56">
      <div><span class="small">Looks like this</span>
        <label class="small soft">weight <input type="range" min="-2" max="2" step="0.1" .value=${String(prompt.weight)}
          aria-label="Weight of this picture" @input=${event => this.#change(i, { weight: Number(event.target.value) })}>
          <span class="number">${weight(prompt.weight)}</span></label></div>
      <button class="plain" aria-label="Do not use this picture" @click=${() => this.#remove(i)}>×</button></div>`;
  }

  #unknown() {
    const notes = draft.value.prompts.map(prompt => this.notes.get(prompt.text)).filter(Boolean);
    const list = words => words.map(word => `“${word}”`).join(', ');
    const unknown = [...new Set(notes.flatMap(note => note.unknown))], known = [...new Set(notes.flatMap(note => note.known))];
    return unknown.length === 0 ? nothing
      : `The small models do not know ${list(unknown)}${known.length ? `; they go by ${list(known)}.` : '.'}`;
  }

  #typed(i, text) {
    const parts = split(text);
    if (parts && parts.length > 1) {
      const prompts = [...draft.value.prompts];
      prompts.splice(i, 1, ...parts);
      draft.set({ prompts });
    } else if (parts && text.endsWith('|')) {
      const prompts = [...draft.value.prompts];
      prompts.splice(i, 1, parts[0] ?? { text: '', weight: 1 }, { text: '', weight: 1 });
      draft.set({ prompts });
      this.#focus(i + 1);
    } else {
      this.#change(i, { text });
    }
  }

  #change(i, change) {
    draft.set({ prompts: draft.value.prompts.map((prompt, at) => at === i ? { ...prompt, ...change } : prompt) });
  }

  #add() {
    const { prompts } = draft.value;
    const at = prompts.filter(prompt => !prompt.picture).length;
    draft.set({ prompts: [...prompts.filter(prompt => !prompt.picture),
      { text: '', weight: 1 }, ...prompts.filter(prompt => prompt.picture)] });
    this.#focus(at);
  }

  #remove(i) {
    draft.set({ prompts: draft.value.prompts.filter((_, at) => at !== i) });
    this.#focus(0);
  }

  async #focus(at) {
    await this.updateComplete;
    const chip = [...this.querySelectorAll('prompt-chip')][at];
    await chip?.updateComplete;
    chip?.focusWords();
  }

  #check() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      const { prompts, options } = draft.value;
      const texts = prompts.map(prompt => prompt.text).filter(text => text?.trim());
      const query = new URLSearchParams([
        ...texts.map(text => ['text', text]), ...(options.model ? [['model', options.model]] : []),
        ...(options.clip ?? []).map(clip => ['clip', clip]),
      ]).toString();
      if (query !== this.#asked) {
        this.#asked = query;
        const notes = texts.length ? await store.try(() => request(`/api/words?${query}`)) : [];
        if (notes && query === this.#asked) {
          this.notes = new Map(texts.map((text, i) => [text, notes[i]]));
        }
      }
    }, pause);
  }

  #send = async () => {
    if (!draft.isReady || this.busy) {
      return;
    }
    this.busy = true;
    const batch = await store.try(() => order('imagine', draft.input(), draft.value.count));
    this.busy = false;
    if (batch) {
      store.keep(batch.jobs);
      this.emit('job-ordered', { job: batch.jobs[0].id });
    }
  };
}

customElements.define('prompt-box', PromptBox);
