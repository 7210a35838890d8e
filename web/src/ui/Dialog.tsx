import { useEffect, useId, useRef, type ReactNode } from 'react';

import { useI18n } from '../i18n/I18nContext.ts';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/**
 * A modal window. The browser's own: it keeps the focus, closes on Escape and hides the rest from screen readers, and
 * needs no inline style, which the Content-Security-Policy forbids.
 */
export function Dialog({ title, onClose, children }: DialogProps) {
  const { t } = useI18n();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Not the button that closes, which is the first in the window.
    element?.querySelector<HTMLElement>('input, select, textarea')?.focus();
    return () => {
      element?.close();
    };
  }, []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={id} onCancel={onClose}>
      <header className="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" className="quiet" aria-label={t.ui.close} onClick={onClose}>
          ×
        </button>
      </header>
      {children}
    </dialog>
  );
}
