// What a job makes: how far it is, what there is to see of it, and its files.
import { View, html, nothing } from '../core/element.js';
import { store } from '../core/store.js';
import { post, urlOf } from '../core/api.js';
import { capital, named, spaced, states } from '../core/format.js';
import '../gallery/picture-pair.js';
import './grid-cells.js';
import './stroke-player.js';

class WorkResult extends View {
  static properties = { job: {} };
  static follows = [];

  render() {
    const { job } = this, busy = job.state === 'running' || job.state === 'queued';
    const { iteration, total, message, preview } = job.progress;
    const pictures = job.outputs.filter(one => one.type.startsWith('image/'));
    return html`<section class="card stack tight" aria-label="The result">
      <div class="row apart"><h2>The result</h2><span class="state ${job.state}">${states[job.state]}</span></div>
      ${busy ? html`<progress max=${total || 1} value=${iteration} aria-label="Progress"></progress>` : nothing}
      <p class="small soft number" role="status">${busy ? message ?? (job.position ? `${job.position} before it in the queue`
        : 'It begins in a moment.') : message ?? ''}</p>
      ${job.error ? html`<p class="bad">${job.error.message}</p>` : nothing}
      ${job.kind === 'grid' ? html`<grid-cells .job=${job}></grid-cells>` : this.#made(pictures, preview)}
      <div class="row">${busy ? this.#stops() : nothing}${this.#files(pictures)}</div>
    </section>`;
  }

  #made(pictures, preview) {
    const { job } = this;
    return html`
      ${pictures.length === 0 && preview ? html`<img class="shown" src=${preview} alt="${named(job.kind)}, as far as it is">` : nothing}
      ${this.#shown(pictures)}
      ${this.#all(pictures)}`;
  }

  #shown(pictures) {
    const output = name => this.job.outputs.find(one => one.name === name)?.url, { input } = this.job;
    const main = output('picture') ?? output('sheet') ?? pictures[0]?.url;
    if (output('film') && !input.picture) {
      return this.#film(output('film'), 'The film');
    }
    return html`
      ${!main ? nothing : input.picture && output('picture') ? html`<picture-pair .left=${{ url: urlOf(input.picture), name: 'before' }}
        .right=${{ url: main, name: 'after' }}></picture-pair>` : html`<img class="shown" src=${main} alt="The result">`}
      ${output('strokes') ? html`<stroke-player .url=${output('strokes')}></stroke-player>` : nothing}
      ${output('film') ? this.#film(output('film'), 'The painting being painted, stroke by stroke') : nothing}`;
  }

  #film(url, label) {
    return html`<video class="film-player" controls loop playsinline preload="metadata" src=${url} aria-label=${label}></video>`;
  }

  // each picture of several
  #all(pictures) {
    const several = pictures.filter(one => one.name.startsWith('picture-'));
    return several.length ? html`<ul class="strip">${several.map((one, i) => html`<li><a href=${one.url} target="_blank" rel="noopener"><img
      src="${one.url}/thumb" alt="Picture ${i + 1}" loading="lazy"></a></li>`)}</ul>` : nothing;
  }

  #stops() {
    const stop = keep => () => store.try(async () => store.keep([await post(`/api/jobs/${this.job.id}/stop`, { keep })]));
    const asked = !!this.job.stop;
    return html`${this.job.state === 'running' ? html`<button ?disabled=${asked} @click=${stop(true)}>Stop and keep</button>` : nothing}
      <button ?disabled=${asked} @click=${stop(false)}>Cancel</button>`;
  }

  #files(pictures) {
    const { job } = this, picture = job.outputs.find(one => one.name === 'picture') ?? pictures[0];
    const goOn = () => this.emit('picture-chosen', { picture: `sha256:${picture.sha256}` });
    return html`${picture && job.input.picture ? html`<button @click=${goOn}>Go on from it</button>` : nothing}
      ${job.outputs.length ? html`<span class="small soft">Download</span>` : nothing}
      ${job.outputs.filter(one => !one.name.startsWith('picture-')).map(one => html`<a class="button" href=${one.url}
        download="atelier-${job.kind}-${one.name}.${ending(one)}">${capital(spaced(one.name))}</a>`)}`;
  }
}

const endings = { 'application/octet-stream': 'safetensors', 'application/yaml': 'yaml', 'image/jpeg': 'jpg' };
const ending = ({ type }) => endings[type] ?? type.split('/')[1];

customElements.define('work-result', WorkResult);
