import { useSyncExternalStore } from 'react';
import { useLanguage } from '../words/words.js';

const secondMs = 1_000;
let now = Date.now();

/** The time, each second; one clock for the page. */
export function useNow(): number {
  return useSyncExternalStore(
    (tick) => {
      const timer = setInterval(() => {
        now = Date.now();
        tick();
      }, secondMs);
      return () => clearInterval(timer);
    },
    () => now,
  );
}

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** How long ago a time is; the time itself stands in the title. */
export function When({ time }: { readonly time: string }) {
  const { language } = useLanguage();
  const seconds = (Date.parse(time) - useNow()) / 1_000;
  const [unit, size] = units.find(([, least]) => Math.abs(seconds) >= least) ?? ['second', 1];
  const ago = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  return (
    <time dateTime={time} title={exactly(time, language)}>
      {ago.format(Math.min(0, Math.round(seconds / size)), unit)}
    </time>
  );
}

/** A time as a clock shows it. */
export function At({ time }: { readonly time: string }) {
  const { language } = useLanguage();
  return <time dateTime={time}>{exactly(time, language)}</time>;
}

export function exactly(time: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(Date.parse(time));
}

/** How long something took, or takes until now. */
export function Lasted({ from, to }: { readonly from: string; readonly to: string | null }) {
  const current = useNow();
  const ms = Math.max(0, (to === null ? current : Date.parse(to)) - Date.parse(from));
  return <span className="number">{duration(ms)}</span>;
}

export function duration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}
