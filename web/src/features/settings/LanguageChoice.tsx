import { useI18n } from '../../i18n/I18nContext.ts';
import { LANGUAGES } from '../../i18n/language.ts';
import { Segments } from '../../ui/Segments.tsx';

/** What the page speaks; each language is called as it calls itself. */
export function LanguageChoice() {
  const { t, language, speak } = useI18n();
  const options = LANGUAGES.map((option) => [option, t.languages[option]] as const);
  return (
    <Segments label={t.settings.language} value={language} options={options} onChange={speak} />
  );
}
