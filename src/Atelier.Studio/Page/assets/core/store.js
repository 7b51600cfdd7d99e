// What the page knows of the studio. The studio is the truth: whatever the page shows is read from it, and read again after a break.
import { request, ApiError } from './api.js';
import { listen } from './events.js';

const known = 200; // jobs

class Store extends EventTarget {
  jobs = new Map();
  steps = new Map();      // of jobs that somebody looks at: iteration, url, loss, losses
  connection = 'away';
  models = [];
  kinds = [];
  limits = null;
  notices = [];
  #stop = null;
  #fetching = new Set();
  #again = new Set();
  #refresh = null;

  start() {
    this.#stop?.();
    this.#stop = listen({
      onEvent: (type, data) => this.#take(type, data),
      onState: state => { this.connection = state; this.changed('connection'); },
      onLive: () => this.refresh(),
    });
  }

  changed(what, detail) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
    this.dispatchEvent(new CustomEvent('any'));
  }

  list() {
    return [...this.jobs.values()].sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  }

  active() {
    return this.list().filter(job => job.state === 'running' || job.state === 'queued');
  }

  /** Reads everything again. */
  async refresh() {
    await this.try(async () => {
      if (!this.kinds.length) {
        const [about, models] = await Promise.all([request('/api/capabilities'), request('/api/models')]);
        [this.kinds, this.limits, this.models] = [about.kinds, about.limits, models];
      }
      const { items } = await request(`/api/jobs?limit=${known}`);
      this.jobs = new Map(items.map(job => [job.id, job]));
      this.changed('jobs');
      await Promise.all([...this.steps.keys()].map(id => this.readSteps(id)));
    });
  }

  /** Reads which models are installed: a download or a training may have brought one. */
  async readModels() {
    const models = await this.try(() => request('/api/models'));
    if (models) {
      this.models = models;
      this.changed('jobs');
    }
  }

  async readJob(id) {
    const job = await request(`/api/jobs/${id}`);
    this.keep([job]);
    return job;
  }

  keep(jobs) {
    for (const job of jobs) {
      if ((this.jobs.get(job.id)?.version ?? -1) <= job.version) {
        this.jobs.set(job.id, job);
      }
    }
    this.changed('jobs');
  }

  /** Follows a job's pictures from now on. */
  watch(id) {
    if (!this.steps.has(id)) {
      this.steps.set(id, []);
      this.try(() => this.readSteps(id));
    }
  }

  // the steps that are not here yet; one request at a time, and one more if something came meanwhile
  async readSteps(id) {
    if (this.#fetching.has(id)) {
      this.#again.add(id);
      return;
    }
    this.#fetching.add(id);
    try {
      do {
        this.#again.delete(id);
        const have = this.steps.get(id) ?? [];
        const fresh = await request(`/api/jobs/${id}/steps?after=${have.at(-1)?.iteration ?? -1}`);
        if (fresh.length) {
          this.steps.set(id, [...have, ...fresh]);
          this.changed('steps', id);
        }
      } while (this.#again.has(id));
    } finally {
      this.#fetching.delete(id);
    }
  }

  /** Runs what may fail; a failure is told in a notice. */
  async try(work) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        this.connection = 'refused';
        this.changed('connection');
      } else if (error instanceof ApiError) {
        this.say(error.message, 'error');
      } else if (!(error instanceof TypeError) && error.name !== 'AbortError') {
        throw error; // a fault of the page; what is no answer is told by the connection's state
      }
      return undefined;
    }
  }

  say(text, tone = 'info') {
    const notice = { text, tone };
    this.notices = [...this.notices.slice(-2), notice];
    this.changed('notices');
    setTimeout(() => this.dismiss(notice), tone === 'error' ? 12000 : 5000);
  }

  dismiss(notice) {
    this.notices = this.notices.filter(one => one !== notice);
    this.changed('notices');
  }

  #take(type, data) {
    if (type === 'job.step') {
      const job = this.jobs.get(data.id);
      if (job && job.version <= data.version) {
        const left = data.pace && data.total ? data.pace * (data.total - data.iteration) : null;
        this.jobs.set(data.id, {
          ...job, version: data.version, state: 'running', position: null,
          progress: { ...job.progress, ...data, secondsLeft: left, preview: job.progress.preview },
        });
        this.changed('jobs');
      }
      if (this.steps.has(data.id)) {
        this.try(() => this.readSteps(data.id));
      }
    } else if (type.startsWith('picture.')) {
      this.changed(type, data);
    } else if (type.startsWith('job.')) {
      clearTimeout(this.#refresh);
      this.#refresh = setTimeout(() => this.refresh(), 60);
      if (type === 'job.finished') {
        this.changed('finished', data);
        this.changed('picture.added', data); // its result is in the gallery
      }
    }
  }
}

export const store = new Store();
