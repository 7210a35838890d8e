import { useEffect, useState } from 'react';

import { useI18n } from '../i18n/I18nContext.ts';

/** How long the button says that it has copied, in milliseconds. */
const THANKS_MS = 2_000;

interface CopyButtonProps {
  text: string;
  label: string;
}

/** Copies `text`. A page without https may not use the clipboard: there it shows the text selected, to be copied by hand. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const { t } = useI18n();
  const [state, setState] = useState<'idle' | 'copied' | 'manual'>('idle');

  useEffect(() => {
    if (state !== 'copied') return undefined;
    const timer = setTimeout(() => {
      setState('idle');
    }, THANKS_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [state]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      setState('manual');
    }
  };
  if (state === 'manual') {
    return (
      <input
        className="copy-manual"
        readOnly
        aria-label={label}
        value={text}
        autoFocus
        onFocus={(event) => {
          event.target.select();
        }}
      />
    );
  }
  return (
    <button type="button" className="copy" onClick={() => void copy()}>
      <span aria-live="polite">{state === 'copied' ? t.ui.copied : label}</span>
    </button>
  );
}
