// Two pictures of the gallery against each other, and where their settings differ.
import { View, html } from '../core/element.js';
import { store } from '../core/store.js';
import { request } from '../core/api.js';
import { capital, spaced } from '../core/format.js';
import './picture-pair.js';

class CompareView extends View {
  static properties = { numbers: {}, both: { state: true } };
  static follows = [];

  willUpdate(changed) {
    if (changed.has('numbers') && `${changed.get('numbers')}` !== `${this.numbers}`) {
      this.both = null;
      store.try(async () => {
        this.both = await Promise.all(this.numbers.slice(0, 2).map(number => request(`/api/pictures/${number}`)));
      });
    }
  }

  render() {
    if (!this.both || this.both.length < 2) {
      return html`<h1>Compare</h1>`;
    }
    const names = this.both.map(({ picture }) => `${picture.number}: ${picture.title || capital(picture.kind)}`);
    const [left, right] = this.both.map(({ picture }, i) => ({ url: picture.url, name: names[i] }));
    return html`<div class="stack">
      <p class="small"><a href="#/gallery">← Gallery</a></p>
      <h1>Compare</h1>
      <div class="card"><picture-pair .left=${left} .right=${right}></picture-pair></div>
      <section class="card stack tight"><h2>What differs</h2>${this.#differences()}</section>
    </div>`;
  }

  #differences() {
    const [a, b] = this.both.map(({ input }) => input);
    const text = value => value === undefined ? '–' : typeof value === 'object'
      ? value.map?.(one => one.text ? `${one.text} (${one.weight ?? 1})` : String(one.picture ? 'a picture' : one)).join(', ')
        : String(value);
    const differ = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(name => JSON.stringify(a[name]) !== JSON.stringify(b[name]));
    return differ.length === 0 ? html`<p class="soft">Their settings are the same.</p>`
      : html`<div class="scroll" tabindex="0" role="region"
      aria-label="What differs"><table class="small"><thead
        ><tr><th scope="col">Option</th><th scope="col">Left</th><th scope="col">Right</th></tr></thead>
      <tbody>${differ.map(name => html`<tr><th scope="row">${capital(spaced(name))}</th><td
        >${text(a[name])}</td><td>${text(b[name])}</td></tr>`)}</tbody>
      </table></div>`;
  }
}

customElements.define('compare-view', CompareView);
