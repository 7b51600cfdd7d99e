// The weights of a picture that is being made: what is moved here holds from the next step on.
import { View, html, repeat } from '../core/element.js';
import { store } from '../core/store.js';
import { request } from '../core/api.js';
import { weight } from '../core/format.js';

const pause = 150; // ms after the last move

class WeightSliders extends View {
  static properties = { job: {}, wished: { state: true } };
  static follows = [];
  #timer = null;

  constructor() {
    super();
    this.wished = {};
  }

  willUpdate(changed) {
    if (changed.has('job') && changed.get('job')?.id !== this.job.id) {
      this.wished = {};
    }
  }

  render() {
    const { prompts, steering = [] } = this.job.input, held = Object.assign({}, ...steering.map(change => change.weights));
    return html`<ul class="steer">${repeat(prompts, prompt => prompt.text ?? prompt.picture, prompt => {
      const name = prompt.text ?? prompt.picture, value = this.wished[name] ?? held[name] ?? prompt.weight ?? 1;
      const label = prompt.text ?? 'a picture';
      return html`<li><label class="small"><span>${label}</span><input type="range" min="-2" max="2" step="0.1" .value=${String(value)}
        aria-label="Weight of ${label} from now on" @input=${event => this.#move(name, Number(event.target.value))}>
        <output class="number">${weight(value)}</output></label></li>`;
    })}</ul>`;
  }

  #move(name, value) {
    this.wished = { ...this.wished, [name]: value };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => store.try(
      () => request(`/api/jobs/${this.job.id}`, { method: 'PATCH', json: { weights: this.wished } })), pause);
  }
}

customElements.define('weight-sliders', WeightSliders);
