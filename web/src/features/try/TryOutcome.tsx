import type { TryResult } from '../../api/try.ts';
import { useI18n } from '../../i18n/I18nContext.ts';
import { FactList, type Fact } from '../camera/FactList.tsx';
import { ReasonWords } from '../camera/ReasonWords.tsx';
import { Stages } from '../camera/Stages.tsx';
import { useStreamFacts } from '../camera/useStreamFacts.ts';
import { latencyLabel } from '../cameras/words.ts';
import { StateIcon } from '../cameras/StateIcon.tsx';

/** What a try found: whether it works, or why not and what to do, and what was learnt. */
export function TryOutcome({ result }: { result: TryResult }) {
  const { t, locale } = useI18n();
  const { ok, reason, message, address, latencyMs, facts, stages } = result;
  const state = ok ? 'Up' : 'Down';
  const own: readonly Fact[] = [
    [t.camera.facts.address, address !== null && <code key="address">{address}</code>],
    [t.camera.facts.latency, latencyLabel(latencyMs, locale)],
  ];
  return (
    <section className="why outcome" data-state={state} aria-label={t.attempt.outcome}>
      <div role="status">
        <h2 className="state-badge">
          <StateIcon state={state} />
          {ok ? t.attempt.works : t.attempt.fails}
        </h2>
        <ReasonWords reason={reason} message={message} />
      </div>
      <Stages stages={stages} />
      <FactList facts={[...own, ...useStreamFacts(facts)]} />
    </section>
  );
}
