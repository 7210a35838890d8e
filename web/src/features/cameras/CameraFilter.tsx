import { useId } from 'react';

import { useI18n } from '../../i18n/I18nContext.ts';

interface CameraFilterProps {
  query: string;
  onChange: (query: string) => void;
}

export function CameraFilter({ query, onChange }: CameraFilterProps) {
  const { t } = useI18n();
  const id = useId();
  return (
    <div className="camera-filter" role="search">
      <label className="visually-hidden" htmlFor={id}>
        {t.cameras.filterLabel}
      </label>
      <input
        id={id}
        type="search"
        value={query}
        placeholder={t.cameras.filterHint}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
    </div>
  );
}
