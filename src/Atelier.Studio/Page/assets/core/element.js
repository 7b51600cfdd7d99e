// An element of the page. It draws into the document itself, so that one set of styles serves all.
import { LitElement } from '../vendor/lit/lit-element.js';
import { store } from './store.js';

export * from '../vendor/lit/lit-html.js';
export { repeat } from '../vendor/lit/repeat.js';
export { live } from '../vendor/lit/live.js';

export class View extends LitElement {
  /** The changes of the store after which it is drawn again. */
  static follows = ['jobs'];

  #draw = () => this.requestUpdate();

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.constructor.follows.forEach(what => store.addEventListener(what, this.#draw));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.constructor.follows.forEach(what => store.removeEventListener(what, this.#draw));
  }

  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}
