// A painting as it was painted: every stroke of the strokes file, drawn by WebGL, to any point of it and back.
import { View, html, live } from '../core/element.js';
import { store } from '../core/store.js';
import { request } from '../core/api.js';
import { StrokeCanvas } from './stroke-canvas.js';

const seconds = 12, steps = 1000;

class StrokePlayer extends View {
  static properties = { url: {}, painting: { state: true }, shown: { state: true }, playing: { state: true }, cannot: { state: true } };
  static follows = [];
  #canvas = null;
  #frame = 0;

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
    this.#canvas?.dispose();
  }

  willUpdate(changed) {
    if (changed.has('url') && this.url) {
      this.#stop();
      this.painting = null;
    }
  }

  render() {
    if (this.cannot) {
      return html`<p class="small soft">This browser has no WebGL 2: the strokes cannot be played here.</p>`;
    }
    const count = this.painting?.strokes.length;
    return html`<figure class="strokes">
      <canvas class="shown" role="img" aria-label="The painting after ${this.shown ?? 0} strokes" ?hidden=${!this.painting}></canvas>
      ${!this.painting ? html`<button @click=${this.#load}>Watch it being painted</button>` : html`
        <input type="range" aria-label="Strokes" min="0" max=${steps} .value=${live(String(this.#at(this.shown)))}
          aria-valuetext="${this.shown} of ${count} strokes" @input=${event => this.#go(this.#count(Number(event.target.value)))}>
        <figcaption class="row apart small"><span class="row tight">
          <button class="plain" aria-label="One stroke back" ?disabled=${this.shown <= 0}
            @click=${() => this.#go(this.shown - 1)}>‹</button>
          <button class="plain" aria-label=${this.playing ? 'Pause' : 'Play the strokes'}
            @click=${() => this.playing ? this.#stop() : this.#play()}>${this.playing ? '❚❚' : '▶'}</button>
          <button class="plain" aria-label="One stroke on" ?disabled=${this.shown >= count}
            @click=${() => this.#go(this.shown + 1)}>›</button>
          </span><span class="number">${this.shown.toLocaleString('en')} of ${count.toLocaleString('en')} strokes</span></figcaption>`}
    </figure>`;
  }

  #load = async () => {
    const painting = await store.try(() => request(this.url));
    const style = painting && (await store.try(() => request('/api/styles')))?.find(one => one.name === painting.style);
    if (!style) {
      return;
    }
    this.#canvas?.dispose();
    this.#canvas = await StrokeCanvas.create(this.querySelector('canvas'), painting, style);
    this.cannot = !this.#canvas;
    if (this.#canvas) {
      this.painting = painting;
      this.#go(painting.strokes.length);
    }
  };

  // the first strokes are the largest: half of the way shows the first few hundred of thousands
  #count(at) {
    const count = this.painting.strokes.length;
    return Math.round(((count + 1) ** (at / steps)) - 1);
  }

  #at(count) {
    return Math.round(steps * Math.log(count + 1) / Math.log(this.painting.strokes.length + 1));
  }

  #go(count) {
    this.#stop();
    this.#show(count);
  }

  #show(count) {
    this.shown = Math.max(0, Math.min(this.painting.strokes.length, count));
    this.#canvas.show(this.shown);
  }

  #play() {
    const from = this.shown >= this.painting.strokes.length ? 0 : this.#at(this.shown), begun = performance.now();
    this.playing = true;
    const next = now => {
      const at = from + steps * (now - begun) / (1000 * seconds);
      this.#show(this.#count(Math.min(steps, at)));
      if (at >= steps) {
        this.#stop();
      } else {
        this.#frame = requestAnimationFrame(next);
      }
    };
    this.#frame = requestAnimationFrame(next);
  }

  #stop() {
    cancelAnimationFrame(this.#frame);
    this.playing = false;
  }
}

customElements.define('stroke-player', StrokePlayer);
