// What is installed.
import { View, html } from '../core/element.js';
import { store } from '../core/store.js';
import { bytes } from '../core/format.js';

const what = {
  vqgan: 'generator: draws pictures from codes', clip: 'critic: says how well words and a picture fit',
    painter: 'painter: strokes for a picture',
  srvgg: 'upscaler', rrdb: 'upscaler', prior: 'prior: proposes beginnings',
};

class ModelsView extends View {
  render() {
    return html`<div class="stack">
      <div><h1>Models</h1><p class="soft">Installed on the studio’s machine. <code>atelier models get NAME</code> installs more.</p></div>
      <div class="card scroll" tabindex="0" role="region" aria-label="Installed models"><table>
        <thead><tr><th scope="col">Name</th><th scope="col">What it does</th><th scope="col">Weights</th><th scope="col">Pictures</th>
          <th scope="col">Steps</th></tr></thead>
        <tbody>${store.models.map(model => html`<tr><th scope="row">${model.name}</th><td>${what[model.kind] ?? model.kind ?? ''}</td>
          <td class="number">${bytes(model.bytes)}</td><td class="number">${model.size ? `${model.size} × ${model.size}` : '–'}</td>
          <td class="number">${model.iterations ?? '–'}</td></tr>`)}</tbody>
      </table></div>
    </div>`;
  }
}

customElements.define('models-view', ModelsView);
