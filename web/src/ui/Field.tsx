import { useId, type ReactNode } from 'react';

interface FieldProps {
  label: string;
  hint?: string;
  /** Why what stands in it cannot be used. */
  problem?: string | undefined;
  /** Gets the id that the label points to, and those of what is said of the field. */
  children: (ids: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': true | undefined;
  }) => ReactNode;
}

/** A form's field with its label, what helps to fill it in, and what is wrong with it. */
export function Field({ label, hint, problem, children }: FieldProps) {
  const id = useId();
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  const problemId = problem === undefined ? undefined : `${id}-problem`;
  const said = [problemId, hintId].filter((part) => part !== undefined).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': said === '' ? undefined : said,
        'aria-invalid': problem === undefined ? undefined : true,
      })}
      {problem !== undefined && (
        <span id={problemId} className="field-problem">
          {problem}
        </span>
      )}
      {hint !== undefined && (
        <span id={hintId} className="field-hint">
          {hint}
        </span>
      )}
    </div>
  );
}
