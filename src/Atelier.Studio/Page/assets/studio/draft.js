// What somebody is about to order. It outlives a change of view and a reload, in this tab.
const name = 'atelier-draft';
const empty = () => ({ prompts: [{ text: '', weight: 1 }], start: null, options: {}, count: 1, dropped: null });

class Draft extends EventTarget {
  value = read();

  set(change) {
    this.value = { ...this.value, ...change };
    if (!this.value.prompts.some(prompt => prompt.text !== undefined)) {
      this.value.prompts = [{ text: '', weight: 1 }, ...this.value.prompts];
    }
    sessionStorage.setItem(name, JSON.stringify(this.value));
    this.dispatchEvent(new Event('change'));
  }

  option(key, value) {
    const options = { ...this.value.options };
    value === undefined || value === null ? delete options[key] : options[key] = value;
    this.set({ options });
  }

  /** Whether there is anything to order. */
  get isReady() {
    return this.value.prompts.some(prompt => prompt.picture || prompt.text?.trim());
  }

  /** The options of a job. */
  input() {
    const { prompts, start, options } = this.value;
    return {
      ...options,
      prompts: prompts.filter(prompt => prompt.picture || prompt.text.trim())
        .map(({ text, picture, weight, stop }) => ({ ...(picture ? { picture } : { text: text.trim() }),
          weight, ...(stop == null ? {} : { stop }) })),
      ...(start ? { startPicture: start.picture, ...(start.strength ? { strength: start.strength } : {}) } : {}),
    };
  }

  /** Takes a job's options over: all of them, or its words, or its seed. */
  take(input, what = 'all') {
    const { prompts = [], startPicture, strength, ...options } = input;
    if (what === 'seed') {
      this.option('seed', input.seed);
    } else if (what === 'words') {
      this.set({ prompts: prompts.filter(prompt => prompt.text) });
    } else {
      this.set({ prompts, start: startPicture ? { picture: startPicture, strength } : null, options, count: 1 });
    }
  }

  addPicture(picture, role) {
    if (role === 'start') {
      this.set({ start: { picture, strength: 0 } });
    } else if (!this.value.prompts.some(prompt => prompt.picture === picture)) {
      this.set({ prompts: [...this.value.prompts, { picture, weight: 0.7 }] });
    }
  }
}

function read() {
  try {
    return { ...empty(), ...JSON.parse(sessionStorage.getItem(name)) };
  } catch {
    return empty();
  }
}

/** "a fox:1|blur:-0.3" as prompts; null if there is nothing of that kind in it. */
export function split(text) {
  if (!text.includes('|')) {
    return null;
  }
  return text.split('|').map(part => part.trim()).filter(Boolean).map(part => {
    const parsed = /^(.*\S)\s*:\s*(-?\d+(?:\.\d+)?)$/.exec(part);
    return parsed ? { text: parsed[1], weight: Math.max(-2, Math.min(2, Number(parsed[2]))) } : { text: part, weight: 1 };
  });
}

export const draft = new Draft();
