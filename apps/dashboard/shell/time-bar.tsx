import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useAt, useFrom } from '../api/at.js';
import { type Mark, useLive } from '../live/live.js';
import { MomentSlider } from '../parts/moment-slider.js';
import { exactly } from '../parts/when.js';
import { useLanguage, useWords } from '../words/words.js';
import { GoToTime } from './go-to-time.js';
import { loadMarks, Marks } from './marks.js';

/** So many positions are on the bar at once. */
const span = 200;
/** Its beginning moves by so many at a time, so that what it shows is not loaded with each event. */
const step = 50;

/** Moves every page through time: the address has the moment, and marks show what happened. */
export function TimeBar() {
  const { time } = useWords();
  const { language } = useLanguage();
  const at = useAt();
  const { position, marks: live } = useLive();
  const navigate = useNavigate();
  // One thing is compared on its own page; all things have a page for it, with handles of its own.
  const isOfOne = useLocation().pathname.startsWith('/containers/');
  const asked = useFrom();
  const other = isOfOne ? asked : undefined;
  const [end, setEnd] = useState<number>();
  const last = Math.max(1, Math.min(end ?? position, position));
  const first = Math.max(1, Math.ceil(last / step) * step - span + 1);
  const loaded = useQuery({
    queryKey: ['marks', { at: first }],
    queryFn: ({ signal }) => loadMarks(first, span, signal),
    staleTime: Infinity,
  });
  const marks = useMemo(() => together(loaded.data ?? [], live, first, last), [loaded.data, live, first, last]);
  const [dragged, setDragged] = useState<number>();
  const [otherDragged, setOtherDragged] = useState<number>();
  const shown = dragged ?? Math.min(Math.max(at ?? last, first), last);
  const mark = marks.findLast((each) => each.position <= shown);
  const go = (to: number | undefined) => {
    setDragged(undefined);
    void navigate({ to: '.', search: (before) => ({ ...before, at: to }) });
  };
  const compareWith = (from: number | undefined) => {
    setOtherDragged(undefined);
    void navigate({ to: '.', search: (before) => ({ ...before, from }) });
  };
  const compare = () => {
    const from = Math.max(1, (at ?? position) - 50);
    if (isOfOne) compareWith(other === undefined ? from : undefined);
    else void navigate({ to: '/changes', search: { at, from } });
  };
  return (
    <footer className={at === undefined ? 'time-bar' : 'time-bar past'} aria-label={time.bar}>
      <button
        type="button"
        className="plain"
        aria-label={time.earlier}
        disabled={first === 1}
        onClick={() => setEnd(Math.max(span, first))}
      >
        ‹
      </button>
      <div className="track">
        <div className="slider">
          <Marks marks={marks} first={first} last={last} />
          <MomentSlider
            label={time.moment}
            first={first}
            last={Math.max(last, first + 1)}
            value={shown}
            valueText={mark ? `${shown}: ${mark.type}, ${exactly(mark.time, language)}` : String(shown)}
            onMove={setDragged}
            onSettle={(value) => go(value >= position ? undefined : value)}
          />
          {other !== undefined && (
            <MomentSlider
              label={time.otherMoment}
              isSecond
              first={first}
              last={Math.max(last, first + 1)}
              value={Math.min(Math.max(otherDragged ?? other, first), last)}
              valueText={String(otherDragged ?? other)}
              onMove={setOtherDragged}
              onSettle={compareWith}
            />
          )}
        </div>
        <p className="moment" role="status">
          {at === undefined && dragged === undefined ? (
            <strong>{time.now}</strong>
          ) : (
            <>
              <strong>{time.asOf(String(shown))}</strong> {mark && `${mark.type} · ${exactly(mark.time, language)}`}
            </>
          )}
        </p>
      </div>
      <button
        type="button"
        className="plain"
        aria-label={time.later}
        disabled={last >= position}
        onClick={() => setEnd(last + span >= position ? undefined : last + span)}
      >
        ›
      </button>
      <GoToTime
        onFound={(found) => {
          setEnd(found + span / 2);
          go(found);
        }}
      />
      <button
        type="button"
        className="plain"
        disabled={at === undefined}
        onClick={() => {
          setEnd(undefined);
          go(undefined);
        }}
      >
        {time.toNow}
      </button>
      <button
        type="button"
        className="plain"
        aria-pressed={isOfOne ? other !== undefined : undefined}
        onClick={compare}
      >
        {time.compare}
      </button>
    </footer>
  );
}

/** What was loaded and what came since, between two positions. */
function together(loaded: readonly Mark[], live: readonly Mark[], first: number, last: number): readonly Mark[] {
  const end = loaded.at(-1)?.position ?? 0;
  return [...loaded, ...live.filter(({ position }) => position > end)].filter(
    ({ position }) => position >= first && position <= last,
  );
}
