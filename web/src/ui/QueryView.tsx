import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { useI18n } from '../i18n/I18nContext.ts';
import { ErrorNote } from './ErrorNote.tsx';

interface QueryViewProps<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}

/** What a query gave; before that, that it is under way or why there is nothing. Old data stays beside an error. */
export function QueryView<T>({ query, children }: QueryViewProps<T>) {
  const { t } = useI18n();
  const { data, error } = query;
  return (
    <>
      <ErrorNote error={error} />
      {data !== undefined && children(data)}
      {data === undefined && error === null && (
        <p className="loading" role="status">
          {t.ui.loading}
        </p>
      )}
    </>
  );
}
