// Tells the page which language it is in: for screen readers, hyphenation and the browser's own words.
import { useLayoutEffect } from 'preact/hooks';
import { language } from '../say.ts';

export function useSpokenLanguage(): void {
  const spoken = language.value;
  useLayoutEffect(() => {
    document.documentElement.lang = spoken;
  }, [spoken]);
}
