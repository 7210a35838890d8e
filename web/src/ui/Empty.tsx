import type { ReactNode } from 'react';

import { Coded } from './Coded.tsx';

interface EmptyProps {
  title: string;
  /** What to do next; the words between backquotes are code. */
  help?: string;
  children?: ReactNode;
}

/** Stands where there is nothing to show. */
export function Empty({ title, help, children }: EmptyProps) {
  return (
    <section className="empty">
      <h2>{title}</h2>
      {help !== undefined && (
        <p>
          <Coded words={help} />
        </p>
      )}
      {children}
    </section>
  );
}
