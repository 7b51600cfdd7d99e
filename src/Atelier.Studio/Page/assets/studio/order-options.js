// The options of an order: the few that matter first, all others folded away, each as the API describes it.
import { View, html } from '../core/element.js';
import { store } from '../core/store.js';
import { draft } from './draft.js';
import '../forms/options-form.js';

const first = ['model', 'width', 'height', 'iterations', 'seed'];
const elsewhere = ['prompts', 'startPicture', 'strength', 'steering'];

class OrderOptions extends View {
  static follows = ['jobs'];
  #changed = () => this.requestUpdate();

  connectedCallback() {
    super.connectedCallback();
    draft.addEventListener('change', this.#changed);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    draft.removeEventListener('change', this.#changed);
  }

  render() {
    const kind = store.kinds.find(one => one.name === 'imagine');
    const names = Object.keys(kind?.input.properties ?? {});
    const more = names.filter(name => !first.includes(name) && !elsewhere.includes(name));
    const set = more.filter(name => name in draft.value.options).length;
    const form = only => html`<options-form .schema=${kind?.input} .names=${only} .values=${draft.value.options}
      @option-changed=${event => draft.option(event.detail.name, event.detail.value)}></options-form>`;
    return html`
      <div class="essentials">${form(names.filter(name => first.includes(name)))}
        <div class="field"><label for="order-count">How many</label>
          <input id="order-count" type="number" min="1" max="100" .value=${String(draft.value.count)} @change=${event => draft.set({
            count: Math.max(1, Math.min(100, Math.round(Number(event.target.value)) || 1)) })}></div></div>
      <details class="more"><summary>More options${set ? ` (${set} set)` : ''}</summary>${form(more)}</details>`;
  }
}

customElements.define('order-options', OrderOptions);
