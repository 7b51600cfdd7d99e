// A form made of the API's own description of a job's options. A field that is empty stands for the default.
import { View, html, nothing, live } from '../core/element.js';
import { store } from '../core/store.js';
import { upload, urlOf } from '../core/api.js';
import { capital, spaced } from '../core/format.js';

const labels = { clip: 'Critics (CLIP)', cutn: 'Cut-outs', tile: 'Repeats',
  imagineWidth: 'Imagined width', imagineHeight: 'Imagined height' };
const modelKinds = { clip: ['clip'], 'vqgan-glyphs': ['vqgan'], painter: ['painter'] };

class OptionsForm extends View {
  static properties = { schema: {}, names: {}, values: {} };
  static follows = [];

  render() {
    const all = this.schema?.properties ?? {};
    return html`<div class="fields">${(this.names ?? Object.keys(all)).map(name => this.#field(name, all[name]))}</div>`;
  }

  #field(name, schema) {
    const label = labels[name] ?? capital(spaced(name)), id = `option-${name}`, types = [schema.type].flat();
    const hint = schema.description ? html`<span class="hint" id="${id}-hint">${schema.description}</span>` : nothing;
    if (types.includes('boolean')) {
      return html`<div class="field"><label class="check"><input type="checkbox" .checked=${this.values[name] ?? schema.default ?? false}
        @change=${event => this.#set(name, event.target.checked)}>${label}</label>${hint}</div>`;
    }
    if (types.includes('array')) {
      return this.#list(name, schema, label);
    }
    const input = schema.format === 'upload' ? this.#file(id, name)
      : schema.enum ? this.#choice(id, name, schema.enum.filter(value => value !== null), schema.default)
      : name === 'model' ? this.#choice(id, name, this.#models(schema), schema.default)
      : types.includes('integer') || types.includes('number') ? this.#number(id, name, schema, types.includes('integer'))
      : html`<input id=${id} type="text" .value=${live(this.values[name] ?? '')} placeholder=${schema.default ?? ''}
          @change=${event => this.#set(name, event.target.value || undefined)}>`;
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
      ${standard && choices.includes(standard) ? nothing : html`<option value="" ?selected=${value === ''}>automatic</option>`}
      ${choices.map(choice => html`<option value=${choice === standard ? '' : choice} ?selected=${value === choice}>${choice}</option>`)}
    </select>`;
  }

  #list(name, schema, label) {
    const chosen = this.values[name] ?? schema.default ?? [];
    const choices = [...new Set([...store.models.filter(model => model.kind?.includes(name)).map(model => model.name), ...chosen])];
    return html`<fieldset class="field"><legend>${label}</legend>
      ${choices.map(choice => html`<label class="check"><input type="checkbox" .checked=${live(chosen.includes(choice))}
        @change=${event => this.#set(name, event.target.checked ? [...chosen, choice] : chosen.filter(one => one !== choice))}>
        ${choice}</label>`)}
      <span class="hint">${schema.description ?? ''}</span></fieldset>`;
  }

  #file(id, name) {
    const value = this.values[name];
    return html`${value ? html`<div class="row"><img src="${urlOf(value)}/thumb" alt="" width="48" height="48">
      <button class="plain" @click=${() => this.#set(name, undefined)}>Remove</button></div>` : nothing}
      <input id=${id} type="file" accept="image/*" aria-describedby="${id}-hint"
        @change=${event => this.#upload(name, event.target.files[0])}>`;
  }

  #models(schema) {
    const kinds = modelKinds[schema.default] ?? ['srvgg', 'rrdb'];
    const fitting = store.models.filter(model => kinds.some(kind => model.kind?.includes(kind)) || model.name === schema.default
      || (schema.default === 'vqgan-glyphs' && model.iterations != null) || (!schema.default && model.name.startsWith('upscale')));
    return [...new Set([...(schema.default ? [schema.default] : []), ...fitting.map(model => model.name)])];
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

customElements.define('options-form', OptionsForm);
