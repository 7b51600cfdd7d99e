// A form made of the API's own description of a job's options. A field that is empty stands for the default.
import { View, html, nothing, live } from '../core/element.js';
import { store } from '../core/store.js';
import { upload, urlOf } from '../core/api.js';
import { capital, spaced } from '../core/format.js';
import { readLines, writeLines } from './lines.js';

const labels = { clip: 'Critics (CLIP)', cutn: 'Cut-outs', tile: 'Repeats', topK: 'Top k', topP: 'Top p', fps: 'Frames per second',
  imagineWidth: 'Imagined width', imagineHeight: 'Imagined height', x: 'Columns', y: 'Rows', z: 'Layers', panX: 'Pan to the right',
  panY: 'Pan down', set: 'Further numbers' };

class OptionsForm extends View {
  static properties = { schema: {}, names: {}, values: {}, prefix: {} };
  static follows = [];

  render() {
    const all = this.schema?.properties ?? {};
    return html`<div class="fields">${(this.names ?? Object.keys(all)).map(name => this.#field(name, all[name]))}</div>`;
  }

  #field(name, schema) {
    const label = labels[name] ?? capital(spaced(name)), id = `option-${this.prefix ?? ''}${name}`, types = [schema.type].flat();
    const hint = schema.description ? html`<span class="hint" id="${id}-hint">${schema.description}</span>` : nothing;
    if (types.includes('boolean')) {
      return html`<div class="field"><label class="check"><input type="checkbox" .checked=${this.values[name] ?? schema.default ?? false}
        @change=${event => this.#set(name, event.target.checked)}>${label}</label>${hint}</div>`;
    }
    if (types.includes('array')) {
      return schema.format === 'model' ? this.#models(name, schema, label) : this.#lines(id, name, schema, label, hint);
    }
    if (types.includes('object')) {
      return this.#group(name, schema, label, hint);
    }
    const required = (this.schema.required ?? []).includes(name);
    const input = schema.format === 'upload' ? this.#file(id, name)
      : schema.enum ? this.#choice(id, name, schema.enum.filter(value => value !== null), schema.default)
      : schema.format === 'model' ? this.#choice(id, name, fitting(schema, name), schema.default)
      : types.includes('integer') || types.includes('number') ? this.#number(id, name, schema, types.includes('integer'))
      : html`<input id=${id} type="text" .value=${live(this.values[name] ?? '')} placeholder=${schema.default ?? ''} ?required=${required}
          aria-describedby="${id}-hint" @change=${event => this.#set(name, event.target.value || undefined)}>`;
    return html`<div class="field"><label for=${id}>${label}</label>${input}${hint}</div>`;
  }

  #number(id, name, schema, whole) {
    return html`<input id=${id} type="number" inputmode="decimal" min=${schema.minimum ?? nothing} max=${schema.maximum ?? nothing}
      step=${whole ? 1 : 'any'} placeholder=${schema.default ?? 'automatic'} aria-describedby="${id}-hint"
      .value=${live(this.values[name] === undefined ? '' : String(this.values[name]))}
      @change=${event => this.#set(name, event.target.value === '' ? undefined : Number(event.target.value))}>`;
  }

  #choice(id, name, choices, standard) {
    const value = this.values[name] ?? '';
    return html`<select id=${id} aria-describedby="${id}-hint" .value=${live(value)}
      @change=${event => this.#set(name, event.target.value || undefined)}>
      ${standard && choices.includes(standard) ? nothing : html`<option value="" ?selected=${value === ''}>${
        (this.schema.required ?? []).includes(name) ? 'choose one' : 'automatic'}</option>`}
      ${choices.map(choice => html`<option value=${choice === standard ? '' : choice} ?selected=${value === choice}>${choice}</option>`)}
    </select>`;
  }

  #models(name, schema, label) {
    const chosen = this.values[name] ?? schema.default ?? [], choices = [...new Set([...fitting(schema, name), ...chosen])];
    return html`<fieldset class="field"><legend>${label}</legend>
      ${choices.map(choice => html`<label class="check"><input type="checkbox" .checked=${live(chosen.includes(choice))}
        @change=${event => this.#set(name, event.target.checked ? [...chosen, choice] : chosen.filter(one => one !== choice))}>
        ${choice}</label>`)}
      <span class="hint">${schema.description ?? ''}</span></fieldset>`;
  }

  // a list of texts, or of prompts and the like: one a line
  #lines(id, name, schema, label, hint) {
    return html`<div class="field wide"><label for=${id}>${label}, one a line</label>
      <textarea id=${id} rows="3" aria-describedby="${id}-hint" .value=${live(writeLines(this.values[name] ?? [], schema.items))}
        @change=${event => this.#set(name, readLines(event.target.value, schema.items))}></textarea>${hint}</div>`;
  }

  #group(name, schema, label, hint) {
    const values = this.values[name] ?? {};
    return html`<fieldset class="field group"><legend>${label}</legend>${hint}
      <options-form .schema=${schema} .values=${values} .prefix="${this.prefix ?? ''}${name}-"
        @option-changed=${event => this.#within(event, name, values)}></options-form></fieldset>`;
  }

  #within(event, name, values) {
    event.stopPropagation();
    const { [event.detail.name]: _, ...rest } = values, { value } = event.detail;
    const next = value === undefined ? rest : { ...rest, [event.detail.name]: value };
    this.#set(name, Object.keys(next).length ? next : undefined);
  }

  #file(id, name) {
    const value = this.values[name];
    return html`${value ? html`<div class="row"><img src="${urlOf(value)}/thumb" alt="" width="48" height="48">
      <button class="plain" @click=${() => this.#set(name, undefined)}>Remove</button></div>` : nothing}
      <input id=${id} type="file" accept="image/*" aria-describedby="${id}-hint"
        @change=${event => this.#upload(name, event.target.files[0])}>`;
  }

  async #upload(name, file) {
    const kept = file && await store.try(() => upload(file));
    if (kept) {
      this.#set(name, kept.id);
    }
  }

  #set(name, value) {
    this.emit('option-changed', { name, value });
  }
}

// the installed models that an option can name; files that do not say what they are may be any
function fitting(schema, name) {
  const models = store.models.filter(model => schema.kinds.includes(model.kind) || (!model.kind && name === 'model'));
  return [...new Set([...(schema.default && !Array.isArray(schema.default) ? [schema.default] : []), ...models.map(model => model.name)])];
}

customElements.define('options-form', OptionsForm);
