// The boards of a picture: which it is on, and a new one.
import { View, html } from '../core/element.js';
import { store } from '../core/store.js';
import { post, request } from '../core/api.js';

class PictureBoards extends View {
  static properties = { number: {}, on: {}, all: { state: true } };
  static follows = [];

  connectedCallback() {
    super.connectedCallback();
    this.#load();
  }

  async #load() {
    this.all = await store.try(() => request('/api/boards')) ?? [];
  }

  render() {
    const ids = new Set((this.on ?? []).map(board => board.id));
    return html`<div class="stack tight"><h2>Boards</h2>
      ${(this.all ?? []).map(board => html`<label class="check"><input type="checkbox" .checked=${ids.has(board.id)}
        @change=${event => this.#put(board, event.target.checked)}>${board.name}</label>`)}
      <form class="row" @submit=${this.#add}>
        <input type="text" name="name" required maxlength="100" aria-label="Name of a new board" placeholder="New board">
        <button>Put it there</button></form></div>`;
  }

  async #put(board, there) {
    await store.try(() => request(`/api/boards/${board.id}/pictures/${this.number}`, { method: there ? 'PUT' : 'DELETE' }));
    this.emit('boards-changed');
  }

  #add = async event => {
    event.preventDefault();
    const form = event.target, name = new FormData(form).get('name').trim();
    const known = this.all.find(board => board.name === name);
    const board = known ?? await store.try(() => post('/api/boards', { name }));
    if (board) {
      form.reset();
      await this.#put(board, true);
      await this.#load();
    }
  };
}

customElements.define('picture-boards', PictureBoards);
