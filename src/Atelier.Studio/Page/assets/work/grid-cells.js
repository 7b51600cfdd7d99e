// A grid as it fills: each picture in its place, under what it was made with, and to be opened by itself.
import { View, html, nothing } from '../core/element.js';
import { store } from '../core/store.js';
import { request } from '../core/api.js';

class GridCells extends View {
  static properties = { job: {}, grid: { state: true } };
  static follows = [];
  #asked = '';

  willUpdate() {
    const { id, state, progress, outputs } = this.job;
    const asked = `${id} ${state} ${progress.message} ${outputs.length}`; // the message counts the pictures
    if (asked !== this.#asked) {
      this.grid = this.#asked.startsWith(id) ? this.grid : null;
      this.#asked = asked;
      this.#load(id);
    }
  }

  async #load(id) {
    const asked = this.#asked, grid = await store.try(() => request(`/api/jobs/${id}/grid`));
    if (grid && asked === this.#asked) {
      this.grid = grid;
    }
  }

  render() {
    return this.grid ? this.grid.layers.map((name, z) => html`<div class="stack tight">
      ${name ? html`<h3>${name}</h3>` : nothing}
      <div class="scroll" tabindex="0" role="region" aria-label=${name ? `The pictures of ${name}` : 'The pictures'}>
        ${this.#layer(z)}</div></div>`) : nothing;
  }

  #layer(z) {
    const { columns, rows, cells } = this.grid, named = rows.some(Boolean);
    return html`<table class="cells">
      ${columns.some(Boolean) ? html`<thead><tr>${named ? html`<td></td>` : nothing}${columns.map(name => html`
        <th scope="col">${name}</th>`)}</tr></thead>` : nothing}
      <tbody>${rows.map((name, y) => html`<tr>${named ? html`<th scope="row">${name}</th>` : nothing}
        ${cells.filter(cell => cell.z === z && cell.y === y).map(cell => html`<td>${this.#cell(cell)}</td>`)}</tr>`)}</tbody>
    </table>`;
  }

  #cell({ title, url, picture }) {
    return url ? html`<a href=${picture ? `#/picture/${picture}` : url} target=${picture ? nothing : '_blank'} rel="noopener">
      <img src="${url}/thumb" alt=""><span class="small">${title}</span></a>`
      : html`<span class="blank"></span><span class="small soft">${title}</span>`;
  }
}

customElements.define('grid-cells', GridCells);
