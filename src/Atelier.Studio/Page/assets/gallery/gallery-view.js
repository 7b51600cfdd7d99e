// Every picture, however many there are: pages come by number as they are scrolled to, and only what is near the window is drawn.
import { View, html, nothing, repeat } from '../core/element.js';
import { store } from '../core/store.js';
import { request } from '../core/api.js';
import { capital, named } from '../core/format.js';
import { deletePictures } from './deletion.js';

const page = 120, gap = 14, caption = 46, narrowest = 168, spare = 3; // rows above and below the window

class GalleryView extends View {
  static properties = {
    words: { state: true }, board: { state: true }, boards: { state: true },
    kind: { state: true }, starred: { state: true }, items: { state: true }, total: { state: true },
    chosen: { state: true }, window: { state: true }, loading: { state: true },
  };
  static follows = ['jobs'];
  #next = null;
  #timer = null;
  #asked = 0;
  #onScroll = () => this.#measure();
  #onPicture = () => { clearTimeout(this.#timer); this.#timer = setTimeout(() => this.#search(true), 300); };
  #onDeleted = event => this.#forget(event.detail.number);
  #onChange = event => {
    this.items = this.items.map(item => item.number === event.detail.number ? { ...item, starred: event.detail.starred } : item);
  };

  constructor() {
    super();
    Object.assign(this, { words: '', kind: '', board: '', boards: [], starred: false, items: [], total: null, chosen: [],
      window: { from: 0, to: 0, columns: 1, row: 1 } });
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('scroll', this.#onScroll, { passive: true });
    addEventListener('resize', this.#onScroll);
    store.addEventListener('picture.added', this.#onPicture);
    store.addEventListener('picture.changed', this.#onChange);
    store.addEventListener('picture.deleted', this.#onDeleted);
    this.#search();
    store.try(async () => { this.boards = await request('/api/boards'); });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('scroll', this.#onScroll);
    removeEventListener('resize', this.#onScroll);
    store.removeEventListener('picture.added', this.#onPicture);
    store.removeEventListener('picture.changed', this.#onChange);
    store.removeEventListener('picture.deleted', this.#onDeleted);
  }

  render() {
    const { from, to, columns, row } = this.window;
    const first = from * columns, shown = this.items.slice(first, to * columns), rows = Math.ceil(this.items.length / columns);
    return html`
      <div class="stack">
        <div class="row apart"><h1>Gallery</h1>
          <p class="soft small number" role="status">${this.total === null ? '' : `${this.total.toLocaleString('en')} pictures`}</p></div>
        <div class="row filters">
          <input type="search" aria-label="Search by words" placeholder="Search: fox, oil, paint …" .value=${this.words}
            @input=${event => this.#later({ words: event.target.value })}>
          <select aria-label="Kind" @change=${event => this.#later({ kind: event.target.value })}>
            <option value="">All kinds</option>${store.kinds.filter(kind => kind.name !== 'get-model').map(kind => html`
              <option value=${kind.name}>${named(kind.name)}</option>`)}
          </select>
          ${this.boards.length ? html`<select aria-label="Board" @change=${event => this.#later({ board: event.target.value })}>
            <option value="">All boards</option>${this.boards.map(board => html`
              <option value=${board.id}>${board.name} (${board.count})</option>`)}</select>` : nothing}
          <button aria-pressed=${this.starred} @click=${() => this.#later({ starred: !this.starred })}>★ Starred</button>
        </div>
        ${this.chosen.length ? this.#selection() : nothing}
        ${this.items.length || this.loading ? nothing : html`<p class="card empty soft">
          ${this.words || this.kind || this.board || this.starred ? 'No picture fits.'
            : 'There are no pictures yet: the studio makes them.'}</p>`}
        <ul class="grid" @keydown=${this.#key} .style=${`height:${Math.max(0, rows * row - gap)}px`}>
          ${repeat(shown, item => item.number, (item, i) => this.#tile(item, first + i, columns, row))}
        </ul>
      </div>`;
  }

  #selection() {
    const { length } = this.chosen;
    return html`<div class="row selection" role="group" aria-label="The chosen pictures">
      <span class="small soft number">${length === 1 ? '1 picture is' : `${length} pictures are`} chosen.</span>
      ${length === 2 ? html`<a class="button" href="#/compare/${this.chosen.join('/')}">Compare these two</a>` : nothing}
      <button @click=${() => this.#delete(this.chosen)}>Delete</button>
      <button class="plain" @click=${() => { this.chosen = []; }}>Choose none</button></div>`;
  }

  #tile(item, at, columns, row) {
    const style = `inset-block-start:${Math.floor(at / columns) * row}px;inline-size:calc((100% - ${(columns - 1) * gap}px) / ${columns});`
      + `inset-inline-start:calc((100% + ${gap}px) / ${columns} * ${at % columns});block-size:${row - gap}px`;
    const name = item.title || capital(item.kind), chosen = this.chosen.includes(item.number);
    return html`<li class="tile ${chosen ? 'chosen' : ''}" data-number=${item.number} .style=${style}>
      <a href="#/picture/${item.number}"><img src=${item.thumb} alt="" loading="lazy"><span class="name small">${name}</span></a>
      <button class="plain star" aria-pressed=${item.starred} aria-label="Star ${name}"
        @click=${() => this.#star(item)}>${item.starred ? '★' : '☆'}</button>
      <input type="checkbox" aria-label="Choose ${name}" .checked=${chosen} @change=${() => this.#choose(item.number)}>
    </li>`;
  }

  updated() {
    this.#measure();
  }

  // which rows are near the window
  #measure() {
    const grid = this.querySelector('.grid');
    if (!grid) {
      return;
    }
    const wide = grid.clientWidth, columns = Math.max(2, Math.floor((wide + gap) / (narrowest + gap)));
    const row = Math.round((wide - (columns - 1) * gap) / columns) + caption + gap;
    const top = -grid.getBoundingClientRect().top;
    const rows = Math.ceil(this.items.length / columns);
    const from = Math.max(0, Math.min(rows, Math.floor(top / row) - spare)), to = Math.max(0, Math.ceil((top + innerHeight) / row) + spare);
    const { window } = this;
    if (from !== window.from || to !== window.to || columns !== window.columns || row !== window.row) {
      this.window = { from, to, columns, row };
    }
    if (to * columns >= this.items.length && this.#next && !this.loading) {
      this.#more();
    }
  }

  #later(change) {
    Object.assign(this, change);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), 120);
  }

  #query(before) {
    return `/api/pictures?${new URLSearchParams({
      limit: page, ...(this.words ? { q: this.words } : {}), ...(this.kind ? { kind: this.kind } : {}),
      ...(this.board ? { board: this.board } : {}), ...(this.starred ? { starred: 'true' } : {}), ...(before ? { before } : {}),
    })}`;
  }

  // `quiet`: something new may have come; what is on the screen stays
  async #search(quiet = false) {
    const asked = ++this.#asked;
    this.loading = true;
    const answer = await store.try(() => request(this.#query()));
    this.loading = false;
    if (answer && asked === this.#asked) {
      const fresh = quiet && this.items.length ? answer.items.filter(item => item.number > this.items[0].number) : null;
      this.items = fresh ? [...fresh, ...this.items] : answer.items;
      this.#next = fresh ? this.#next : answer.next;
      this.total = answer.total;
    }
  }

  async #more() {
    const asked = this.#asked;
    this.loading = true;
    const answer = await store.try(() => request(this.#query(this.#next)));
    this.loading = false;
    if (answer && asked === this.#asked) {
      this.#next = answer.next;
      this.items = [...this.items, ...answer.items];
    }
  }

  #choose(number) {
    this.chosen = this.chosen.includes(number) ? this.chosen.filter(one => one !== number) : [...this.chosen, number];
  }

  // the chosen ones, or the one that has the focus
  #key = event => {
    if (event.key === 'Delete') {
      const number = Number(event.target.closest('.tile')?.dataset.number);
      this.#delete(this.chosen.length ? this.chosen : [number]);
    }
  };

  async #delete(numbers) {
    const at = this.items.findIndex(item => numbers.includes(item.number));
    if (await deletePictures(numbers)) {
      numbers.forEach(number => this.#forget(number));
      await this.updateComplete;
      const next = this.items[Math.min(at, this.items.length - 1)];
      (this.querySelector(`.tile[data-number="${next?.number}"] a`) ?? document.getElementById('main')).focus();
    }
  }

  #forget(number) {
    if (this.items.some(item => item.number === number)) {
      this.items = this.items.filter(item => item.number !== number);
      this.total--;
    }
    this.chosen = this.chosen.filter(one => one !== number);
  }

  async #star(item) {
    await store.try(() => request(`/api/pictures/${item.number}`, { method: 'PATCH', json: { starred: !item.starred } }));
  }
}

customElements.define('gallery-view', GalleryView);
