import { useId } from 'react';

import { CAMERA_STATES, type CameraState, type Summary } from '../../api/types.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { Segments } from '../../ui/Segments.tsx';
import { countOf } from '../site/counts.ts';
import { SORTS, type CameraQuery, type Sort } from './query.ts';
import { StateIcon } from './StateIcon.tsx';

interface CameraFiltersProps {
  query: CameraQuery;
  onChange: (change: Partial<CameraQuery>) => void;
  zones: readonly string[];
  tags: readonly string[];
  summary: Summary;
  /** Whether there is room for the table. */
  wide: boolean;
}

/** What to see of the cameras, and how. */
export function CameraFilters({ query, onChange, zones, tags, summary, wide }: CameraFiltersProps) {
  const { t } = useI18n();
  const words = t.cameras;
  const toggle = (state: CameraState) => {
    const states = query.states.includes(state)
      ? query.states.filter((other) => other !== state)
      : [...query.states, state];
    onChange({ states });
  };
  return (
    <div className="camera-filters" role="search">
      <Search query={query} onChange={onChange} />
      <div className="chips" role="group" aria-label={words.stateFilter}>
        {CAMERA_STATES.map((state) => (
          <button
            key={state}
            type="button"
            className="chip"
            data-state={state}
            aria-pressed={query.states.includes(state)}
            onClick={() => {
              toggle(state);
            }}
          >
            <StateIcon state={state} />
            {t.states[state]} <span className="chip-count">{countOf(summary, state)}</span>
          </button>
        ))}
      </div>
      <Choice
        label={words.zoneFilter}
        value={query.zone}
        options={zones.map((zone) => [zone, zone === '' ? t.noZone : zone])}
        onChange={(zone) => {
          onChange({ zone });
        }}
      />
      {tags.length > 0 && (
        <Choice
          label={words.tagFilter}
          value={query.tag}
          options={tags.map((tag) => [tag, tag])}
          onChange={(tag) => {
            onChange({ tag });
          }}
        />
      )}
      <button
        type="button"
        className="chip"
        aria-pressed={query.critical}
        onClick={() => {
          onChange({ critical: !query.critical });
        }}
      >
        {t.critical}
      </button>
      <SortChoice query={query} onChange={onChange} />
      {wide && (
        <Segments
          label={words.view}
          value={query.view}
          options={[
            ['table', words.views.table],
            ['grid', words.views.grid],
          ]}
          onChange={(view) => {
            onChange({ view });
          }}
        />
      )}
    </div>
  );
}

type PartProps = Pick<CameraFiltersProps, 'query' | 'onChange'>;

function Search({ query, onChange }: PartProps) {
  const { t } = useI18n();
  const id = useId();
  return (
    <div className="camera-search">
      <label className="visually-hidden" htmlFor={id}>
        {t.cameras.filterLabel}
      </label>
      <input
        id={id}
        type="search"
        value={query.q}
        placeholder={t.cameras.filterHint}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          onChange({ q: event.target.value });
        }}
      />
    </div>
  );
}

/** In the grid there are no column heads to sort by. */
function SortChoice({ query, onChange }: PartProps) {
  const { t } = useI18n();
  const id = useId();
  const label = (sort: Sort) =>
    sort === 'problems' ? t.cameras.problemsFirst : t.cameras.columns[sort];
  return (
    <span className="choice">
      <label htmlFor={id}>{t.cameras.sort}</label>
      <select
        id={id}
        value={query.sort}
        onChange={(event) => {
          onChange({
            sort: SORTS.find((sort) => sort === event.target.value) ?? 'problems',
            descending: false,
          });
        }}
      >
        {SORTS.map((sort) => (
          <option key={sort} value={sort}>
            {label(sort)}
          </option>
        ))}
      </select>
    </span>
  );
}

interface ChoiceProps {
  label: string;
  /** `null` for all. */
  value: string | null;
  options: readonly (readonly [string, string])[];
  onChange: (value: string | null) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  const { t } = useI18n();
  const id = useId();
  // An empty value is a zone, too, so the options go by their number.
  const index = options.findIndex(([option]) => option === value);
  return (
    <span className="choice">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={index}
        onChange={(event) => {
          onChange(options[Number(event.target.value)]?.[0] ?? null);
        }}
      >
        <option value={-1}>{t.cameras.all}</option>
        {options.map(([option, words], number) => (
          <option key={option} value={number}>
            {words}
          </option>
        ))}
      </select>
    </span>
  );
}
