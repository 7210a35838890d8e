import { useI18n } from '../i18n/I18nContext.ts';
import { Empty } from '../ui/Empty.tsx';

/** For a page that could not be loaded or drawn: after an update the files of the old build are gone. */
export function PageError() {
  const { t } = useI18n();
  return (
    <Empty title={t.pageError.title} help={t.pageError.help}>
      <button
        type="button"
        onClick={() => {
          window.location.reload();
        }}
      >
        {t.pageError.reload}
      </button>
    </Empty>
  );
}
