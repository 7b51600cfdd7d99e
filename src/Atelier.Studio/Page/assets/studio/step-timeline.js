// All steps of a picture in a row: move along it while it runs, or play it.
import { View, html, nothing, live } from '../core/element.js';

const shown = 14;             // small pictures
const pace = 1000 / 12;       // ms

class StepTimeline extends View {
  static properties = { frames: {}, at: {}, total: {}, best: {}, playing: { state: true } };
  static follows = [];
  #timer = null;

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
  }

  render() {
    const { frames, at } = this;
    if (!frames?.length) {
      return nothing;
    }
    const last = frames.length - 1, name = this.#name(at);
    return html`
      <div class="timeline" role="group" aria-label="Steps">
        <div class="film" aria-hidden="true">${this.#film().map(i => html`
          <button class="frame ${i === at ? 'on' : ''}" tabindex="-1" @click=${() => this.#go(i)}><img
            src=${frames[i].url} alt=""></button>`)}
        </div>
        <input type="range" class="scrub" aria-label="Step" min="0" max=${last} .value=${live(String(at))} aria-valuetext=${name}
          @input=${event => { this.#stop(); this.#go(Number(event.target.value)); }}>
        <div class="row apart">
          <div class="row tight">
            <button class="plain" aria-label="Previous step" ?disabled=${at <= 0} @click=${() => this.#go(at - 1)}>‹</button>
            <button class="plain" aria-label=${this.playing ? 'Pause' : 'Play all steps'}
              @click=${() => this.playing ? this.#stop() : this.#play()}>
              ${this.playing ? '❚❚' : '▶'}</button>
            <button class="plain" aria-label="Next step" ?disabled=${at >= last} @click=${() => this.#go(at + 1)}>›</button>
            <span class="number small where">${name}</span>
          </div>
          ${this.best === null || frames.length < 3 ? nothing : html`
            <button class="plain small" @click=${() => this.#go(this.best)}>★ lowest loss: ${frames[this.best].iteration}</button>`}
        </div>
      </div>`;
  }

  #name(at) {
    const { iteration } = this.frames[at];
    return iteration === null ? 'result' : iteration === 0 ? 'start' : `step ${iteration}${this.total ? ` of ${this.total}` : ''}`;
  }

  #film() {
    const count = this.frames.length;
    return count <= shown ? this.frames.map((_, i) => i)
      : Array.from({ length: shown }, (_, i) => Math.round(i * (count - 1) / (shown - 1)));
  }

  #go(at) {
    this.emit('frame-chosen', { at: Math.max(0, Math.min(this.frames.length - 1, at)) });
  }

  #play() {
    this.playing = true;
    let at = this.at >= this.frames.length - 1 ? -1 : this.at;
    this.#timer = setInterval(() => {
      at++;
      this.#go(at);
      if (at >= this.frames.length - 1) {
        this.#stop();
      }
    }, pace);
  }

  #stop() {
    clearInterval(this.#timer);
    this.playing = false;
  }
}

customElements.define('step-timeline', StepTimeline);
