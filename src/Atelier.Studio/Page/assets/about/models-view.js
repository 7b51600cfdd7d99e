// What is installed, and what can be.
import { View, html, nothing } from '../core/element.js';
import { store } from '../core/store.js';
import { order, post, request } from '../core/api.js';
import { bytes } from '../core/format.js';

const what = {
  vqgan: 'generator: draws pictures from codes', clip: 'critic: says how well words and a picture fit',
  painter: 'painter: strokes for a picture', generator: 'generator of a GAN', diffusion: 'diffusion model',
  srvgg: 'upscaler', rrdb: 'upscaler', prior: 'prior: proposes beginnings', resnet: 'network to dream with',
};

class ModelsView extends View {
  static properties = { published: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    store.addEventListener('finished', this.#load);
    this.#load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    store.removeEventListener('finished', this.#load);
  }

  #load = async () => {
    const [published] = await Promise.all([store.try(() => request('/api/catalogue')), store.readModels()]);
    this.published = published ?? [];
  };

  render() {
    const available = (this.published ?? []).filter(model => !model.installed);
    return html`<div class="stack">
      <div><h1>Models</h1><p class="soft">Installed on the studio’s machine, and those that can be.</p></div>
      <div class="card scroll" tabindex="0" role="region" aria-label="Installed models"><table>
        <caption class="hidden">Installed</caption>
        <thead><tr><th scope="col">Name</th><th scope="col">What it does</th><th scope="col">Weights</th><th scope="col">Pictures</th>
          <th scope="col">Steps</th></tr></thead>
        <tbody>${store.models.map(model => html`<tr><th scope="row">${model.name}</th><td>${what[model.kind] ?? model.kind ?? ''}</td>
          <td class="number">${bytes(model.bytes)}</td><td class="number">${model.size ? `${model.size} × ${model.size}` : '–'}</td>
          <td class="number">${model.iterations ?? '–'}</td></tr>`)}</tbody>
      </table></div>
      ${available.length ? html`<h2>Published</h2>
      <div class="card scroll" tabindex="0" role="region" aria-label="Published models"><table>
        <caption class="hidden">Published</caption>
        <thead><tr><th scope="col">Name</th><th scope="col">What it does</th><th scope="col">Size</th><th scope="col">Licence</th>
          <th scope="col">From</th><th scope="col"><span class="hidden">Download</span></th></tr></thead>
        <tbody>${available.map(model => html`<tr><th scope="row">${model.name}</th><td>${what[model.kind] ?? model.kind}</td>
          <td class="number">${bytes(model.megabytes * 1e6)}</td><td>${model.licence}</td><td class="small">${model.source}</td>
          <td>${this.#get(model)}</td></tr>`)}</tbody>
      </table></div>` : nothing}
    </div>`;
  }

  #get(model) {
    const job = store.list().find(one => one.kind === 'get-model' && one.input.name === model.name);
    if (job?.state === 'running' || job?.state === 'queued') {
      const { iteration, total } = job.progress;
      return html`<div class="stack tight getting"><progress max=${total || 1} value=${iteration}
        aria-label="Download of ${model.name}"></progress><span class="small soft number" role="status">${job.state === 'queued' ? 'waiting'
          : `${iteration} of ${total} MB`}</span>
        <button ?disabled=${!!job.stop} @click=${() => this.#stop(job)}>Stop<span class="hidden"> ${model.name}</span></button></div>`;
    }
    return html`<button @click=${() => this.#order(model)}>Download<span class="hidden"> ${model.name}</span></button>
      ${job?.error ? html`<p class="small bad">${job.error.message}</p>` : nothing}`;
  }

  async #order({ name }) {
    const batch = await store.try(() => order('get-model', { name }));
    if (batch) {
      store.keep(batch.jobs);
    }
  }

  #stop(job) {
    return store.try(async () => store.keep([await post(`/api/jobs/${job.id}/stop`, { keep: false })]));
  }
}

customElements.define('models-view', ModelsView);
