// Two pictures over each other, with a divider that moves.
import { View, html } from '../core/element.js';

class PicturePair extends View {
  static properties = { left: {}, right: {}, share: { state: true } };
  static follows = [];

  constructor() {
    super();
    this.share = 50;
  }

  render() {
    return html`<figure class="pair">
      <div class="both">
        <img src=${this.left.url} alt=${this.left.name}>
        <img class="over" src=${this.right.url} alt=${this.right.name} .style=${`clip-path:inset(0 0 0 ${this.share}%)`}>
        <span class="divider" .style=${`inset-inline-start:${this.share}%`}></span>
        <input type="range" min="0" max="100" step="0.5" aria-label="Divider between ${this.left.name} and ${this.right.name}"
          .value=${String(this.share)} @input=${event => { this.share = Number(event.target.value); }}>
      </div>
      <figcaption class="row apart small"><span>◂ ${this.left.name}</span><span>${this.right.name} ▸</span></figcaption>
    </figure>`;
  }
}

customElements.define('picture-pair', PicturePair);
