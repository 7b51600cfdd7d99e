// The key of this tab, its looks, and who works.
import { View, html, nothing } from '../core/element.js';
import { store } from '../core/store.js';
import { key, request } from '../core/api.js';
import { bytes, since } from '../core/format.js';
import { setTheme, theme } from '../core/theme.js';
import './key-list.js';

class SettingsView extends View {
  static properties = { me: { state: true }, workers: { state: true } };
  static follows = ['connection', 'finished'];

  connectedCallback() {
    super.connectedCallback();
    this.#load();
  }

  async #load() {
    this.me = await store.try(() => request('/api/me')) ?? null;
    this.workers = this.me ? await store.try(() => request('/api/workers')) ?? [] : [];
  }

  render() {
    return html`<div class="stack narrow">
      <h1>Settings</h1>
      <section class="card stack tight" aria-label="Key"><h2>Key</h2>
        <p class="small">${this.me ? html`You are <b>${this.me.name}</b> (${this.me.role}).` : 'Nobody is signed in.'}</p>
        <form class="row" @submit=${this.#save}>
          <input type="text" name="user" autocomplete="username" hidden value="atelier">
          <input type="password" name="key" aria-label="Key" placeholder="atk_…"
            autocomplete="current-password" .value=${key.get() ?? ''}>
          <button class="main">Use this key</button>
          ${key.get() ? html`<button type="button" @click=${this.#forget}>Forget it</button>` : nothing}
        </form>
        <p class="small soft">It is kept in this tab alone, and gone when the tab is closed.
          <code>atelier studio key NAME</code> makes one.</p>
      </section>
      <section class="card stack tight" aria-label="Looks"><h2>Looks</h2>
        <div class="row">${[['auto', 'As the system'], ['light', 'Light'], ['dark', 'Dark']].map(([name, label]) => html`
          <button aria-pressed=${name === theme()} @click=${() => { setTheme(name); this.requestUpdate(); }}>${label}</button>`)}</div>
      </section>
      ${this.me?.role === 'owner' ? html`<key-list></key-list>` : nothing}
      <section class="card stack tight" aria-label="Workers"><h2>Workers</h2>
        ${this.workers?.length ? html`<ul class="stack tight">${this.workers.map(worker => html`<li>
          <b>${worker.name}</b> <span class="soft small">${worker.device}${worker.memoryBytes
            ? ` · ${bytes(worker.memoryBytes)} of memory` : ''} · version ${worker.version} · ${worker.kinds.join(', ')} ·
          ${worker.job ? 'working' : `seen ${since(worker.seenAt)}`}</span></li>`)}</ul>`
          : html`<p class="small soft">No worker was seen in the last minutes: jobs wait until one comes.</p>`}
      </section>
      <p class="small"><a href="/openapi/v1.json">The API’s description</a></p>
    </div>`;
  }

  #save = event => {
    event.preventDefault();
    key.set(new FormData(event.target).get('key').trim());
    this.#again();
  };

  #forget = () => {
    key.set(null);
    this.#again();
  };

  async #again() {
    store.connection = 'away';
    store.start();
    await this.#load();
    if (this.me) {
      store.say(`You are ${this.me.name}.`);
    }
  }
}

customElements.define('settings-view', SettingsView);
