// Training: what recipes there are, what learns, its losses and its sheets of samples, while it runs and later.
import { View, html, nothing, repeat } from '../core/element.js';
import { store } from '../core/store.js';
import { order, post } from '../core/api.js';
import { capital, seconds, since, spaced, states, title } from '../core/format.js';
import '../forms/options-form.js';
import '../studio/loss-curves.js';
import '../studio/step-timeline.js';

const first = ['recipe', 'steps', 'name'];

class TrainingView extends View {
  static properties = { job: {}, values: { state: true }, at: { state: true } };
  static follows = ['jobs', 'steps'];

  constructor() {
    super();
    this.values = {};
  }

  willUpdate(changed) {
    if (changed.has('job')) {
      this.at = null; // the newest
    }
    if (this.#job) {
      store.watch(this.#job.id);
    }
  }

  get #jobs() {
    return store.list().filter(job => job.kind === 'train');
  }

  get #job() {
    return this.#jobs.find(job => job.id === this.job) ?? this.#jobs.find(job => job.state === 'running') ?? this.#jobs[0] ?? null;
  }

  render() {
    const kind = store.kinds.find(one => one.name === 'train'), names = Object.keys(kind?.input.properties ?? {});
    const form = only => html`<options-form .schema=${kind?.input} .names=${only} .values=${this.values}
      @option-changed=${event => this.#set(event.detail)}></options-form>`;
    const job = this.#job;
    return html`<div class="stack">
      <div><h1>Training</h1><p class="soft">A model learns what a recipe describes. It goes on where it was stopped.</p></div>
      <div class="stage">
        <div class="stack">
          ${job ? this.#run(job) : html`<section class="card empty soft">Nothing has been trained here yet.</section>`}
          ${this.#others(job)}
        </div>
        <div class="side stack">
          ${job ? html`<div class="card stack tight"><h2>Its figures</h2>
            <loss-curves .steps=${store.steps.get(job.id) ?? []}></loss-curves></div>` : nothing}
          <div class="card stack tight"><h2>Train</h2>${form(names.filter(name => first.includes(name)))}
            <details class="more"><summary>More options</summary>${form(names.filter(name => !first.includes(name)))}</details>
            <button class="main" ?disabled=${!this.values.recipe} @click=${this.#start}>Train</button></div>
        </div>
      </div>
    </div>`;
  }

  #run(job) {
    const frames = store.steps.get(job.id) ?? [], at = this.at === null || this.at >= frames.length ? frames.length - 1 : this.at;
    const { iteration, total, pace, secondsLeft, message } = job.progress, busy = job.state === 'running' || job.state === 'queued';
    const figures = [total ? `step ${iteration} of ${total}` : '', busy && pace ? `${seconds(pace)} a step` : '',
      busy && secondsLeft ? `${seconds(secondsLeft)} left` : '', busy ? '' : message ?? ''].filter(Boolean).join(' · ');
    return html`<section class="card canvas" aria-label="The run">
      <div class="row apart"><h2>${title(job)}</h2>
        <span class="state ${job.state}">${job.stop ? 'stopping' : states[job.state]}</span></div>
      ${frames[at] ? html`<img class="shown" src=${frames[at].url} alt="Samples at step ${frames[at].iteration}">`
        : html`<div class="waiting soft">${busy ? 'The first figures come in a while.' : 'It has no figures.'}</div>`}
      <step-timeline .frames=${frames} .at=${at} .total=${total} .best=${null}
        @frame-chosen=${event => { this.at = event.detail.at === frames.length - 1 ? null : event.detail.at; }}></step-timeline>
      ${busy ? html`<progress max=${total || 1} value=${iteration} aria-label="Progress"></progress>` : nothing}
      <p class="small soft number" role="status">${figures || since(job.createdAt)}</p>
      ${job.error ? html`<p class="bad">${job.error.message}</p>` : nothing}
      <div class="row">${this.#actions(job)}${job.outputs.length ? html`<span class="small soft">Download</span>` : nothing}
        ${job.outputs.map(one => html`<a class="button" href=${one.url}
        download="atelier-${job.input.recipe}-${one.name}${endings[one.name] ?? ''}">${capital(spaced(one.name))}</a>`)}</div>
    </section>`;
  }

  #actions(job) {
    const act = (path, json) => () => store.try(async () => store.keep([await post(`/api/jobs/${job.id}/${path}`, json)]));
    return html`
      ${job.state === 'running'
        ? html`<button ?disabled=${!!job.stop} @click=${act('stop', { keep: true })}>Stop and keep</button>` : nothing}
      ${job.state === 'running' || job.state === 'queued'
        ? html`<button ?disabled=${!!job.stop} @click=${act('stop', { keep: false })}>Stop</button>` : nothing}
      ${job.state === 'failed' || job.state === 'canceled' ? html`<button class="main" @click=${act('retry')}>Go on</button>` : nothing}`;
  }

  #others(job) {
    const jobs = this.#jobs;
    return jobs.length < 2 ? nothing : html`<section class="stack tight" aria-label="All runs"><h2>All runs</h2>
      <ul class="jobs card">${repeat(jobs, one => one.id, one => html`<li class="job"><div class="about">
        <a class="name" href="#/training?job=${one.id}" aria-current=${one.id === job.id ? 'true' : nothing}>${title(one)}</a>
        <span class="small soft number">step ${one.progress.iteration} of ${one.progress.total} · ${since(one.createdAt)}</span></div>
        <span class="state ${one.state}">${states[one.state]}</span></li>`)}</ul></section>`;
  }

  #set({ name, value }) {
    const { [name]: _, ...rest } = this.values;
    this.values = value === undefined ? rest : { ...rest, [name]: value };
  }

  #start = async () => {
    const batch = await store.try(() => order('train', this.values));
    if (batch) {
      store.keep(batch.jobs);
      this.job = batch.jobs[0].id;
      history.replaceState(null, '', `#/training?job=${this.job}`);
    }
  };
}

const endings = { picture: '.png', model: '.safetensors', config: '.json', log: '.csv', recipe: '.yaml', report: '.html' };

customElements.define('training-view', TrainingView);
