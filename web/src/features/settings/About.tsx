import { useI18n } from '../../i18n/I18nContext.ts';
import { useLive } from '../../live/LiveContext.ts';

/** What this is, and how the site's parts are. */
export function About() {
  const { t } = useI18n();
  const words = t.settings.about;
  const summary = useLive().snapshot?.summary;
  const lines =
    summary === undefined
      ? []
      : [
          [words.site, summary.site],
          [words.city, summary.city],
          [words.timeZone, summary.timeZone],
          [words.probers, words.probersOf(summary.probers.live, summary.probers.want)],
          [words.database, t.dependencies[summary.database] ?? summary.database],
          [words.cache, t.dependencies[summary.cache] ?? summary.cache],
        ];
  return (
    <section className="panel">
      <h2>{words.title}</h2>
      <dl className="about">
        {[[words.version, __VERSION__], ...lines].map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p>
        <a href="/licenses.md">{words.licences}</a>
      </p>
    </section>
  );
}
