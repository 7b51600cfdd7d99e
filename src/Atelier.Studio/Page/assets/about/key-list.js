// The keys of a studio: who has one, a new one, and an end to one. Only owners see it.
import { View, html, nothing, repeat } from '../core/element.js';
import { store } from '../core/store.js';
import { post, request } from '../core/api.js';
import { since } from '../core/format.js';

const roles = { artist: 'artist: orders jobs', owner: 'owner: sees and changes all', worker: 'worker: does jobs' };

class KeyList extends View {
  static properties = { keys: { state: true }, made: { state: true } };
  static follows = [];

  connectedCallback() {
    super.connectedCallback();
    this.#load();
  }

  async #load() {
    this.keys = await store.try(() => request('/api/keys')) ?? [];
  }

  render() {
    const valid = (this.keys ?? []).filter(key => key.revokedAt == null);
    return html`<section class="card stack tight" aria-label="Users and their keys"><h2>Users and their keys</h2>
      ${valid.length ? html`<ul class="keys">${repeat(valid, key => key.id, key => html`<li class="row apart">
        <span><b>${key.user}</b> <span class="soft small">${key.role} · made ${since(key.createdAt)}${key.role === 'artist'
          ? ` · ${key.runningMax} at a time` : ''}</span></span>
        <button @click=${() => this.#revoke(key)}>Revoke<span class="hidden"> the key of ${key.user}</span></button></li>`)}</ul>`
        : html`<p class="small soft">There is no key yet: only this machine reaches the studio.</p>`}
      ${this.made ? html`<div class="made" role="status"><p class="small">The key of <b>${this.made.user}</b>. It is shown this once:</p>
        <p class="row"><code class="key">${this.made.key}</code>
          <button @click=${this.#copy}>Copy</button><button class="plain" @click=${() => { this.made = null; }}>Done</button></p></div>`
        : nothing}
      <form class="row" @submit=${this.#add}>
        <input type="text" name="user" required maxlength="64" aria-label="Name of the user" placeholder="ada" autocomplete="off">
        <select name="role" aria-label="Role">
          ${Object.entries(roles).map(([role, text]) => html`<option value=${role}>${text}</option>`)}</select>
        <button>Make a key</button>
      </form>
    </section>`;
  }

  #add = async event => {
    event.preventDefault();
    const form = event.target, { user, role } = Object.fromEntries(new FormData(form));
    const made = await store.try(() => post('/api/keys', { user, role }));
    if (made) {
      this.made = made;
      form.reset();
      await this.#load();
    }
  };

  #copy = async () => {
    await navigator.clipboard.writeText(this.made.key);
    store.say('The key is copied.');
  };

  async #revoke(key) {
    await store.try(() => request(`/api/keys/${key.id}`, { method: 'DELETE' }));
    await this.#load();
  }
}

customElements.define('key-list', KeyList);
