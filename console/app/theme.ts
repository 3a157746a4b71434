import { useSyncExternalStore } from 'react';

const KEPT = 'snapferry-theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function isDark(): boolean {
  const chosen = localStorage.getItem(KEPT);
  return chosen === null ? system.matches : chosen === 'dark';
}

/** Cloudscape's dark mode hangs on this class of the body; the system's wish, until somebody chooses. */
export function showTheme(): void {
  document.body.classList.toggle('awsui-dark-mode', isDark());
  document.documentElement.style.colorScheme = isDark() ? 'dark' : 'light';
  for (const listener of listeners) listener();
}

system.addEventListener('change', showTheme);

export function useDark(): [boolean, () => void] {
  const dark = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, isDark);
  return [
    dark,
    () => {
      localStorage.setItem(KEPT, dark ? 'light' : 'dark');
      showTheme();
    },
  ];
}
