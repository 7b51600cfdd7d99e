const name = 'atelier-theme';

/** auto, light or dark. */
export const theme = () => localStorage.getItem(name) ?? 'auto';

/** Light, dark, or as the system has it. */
export function setTheme(value) {
  document.documentElement.dataset.theme = value;
  localStorage.setItem(name, value);
}
