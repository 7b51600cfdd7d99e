// What somebody is about to order of a kind. It outlives a change of view and a reload, in this tab.
const name = kind => `atelier-draft-${kind}`;

export function readDraft(kind) {
  try {
    return JSON.parse(sessionStorage.getItem(name(kind))) ?? {};
  } catch {
    return {};
  }
}

export const keepDraft = (kind, draft) => sessionStorage.setItem(name(kind), JSON.stringify(draft));
