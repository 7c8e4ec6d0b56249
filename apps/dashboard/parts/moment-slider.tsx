import { useEffect, useRef } from 'react';

interface Props {
  readonly label: string;
  readonly first: number;
  readonly last: number;
  readonly value: number;
  /** The value in words, for who does not see where the thumb stands. */
  readonly valueText: string;
  /** Called while the thumb moves. */
  readonly onMove: (value: number) => void;
  /** Called when it has been let go, or a key has moved it. */
  readonly onSettle: (value: number) => void;
  /** Whether it lies over another one, as the second handle of a bar. */
  readonly isSecond?: boolean;
}

/** The browser's own slider: it is there at once, and fingers, keys and screen readers know it. */
export function MomentSlider({ label, first, last, value, valueText, onMove, onSettle, isSecond }: Props) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const element = input.current;
    // React's onChange is the browser's `input`; its `change`, when the thumb has settled, has to be listened to.
    const settled = () => onSettle(Number(element?.value));
    element?.addEventListener('change', settled);
    return () => element?.removeEventListener('change', settled);
  }, [onSettle]);
  return (
    <input
      ref={input}
      type="range"
      className={isSecond ? 'moment-slider second' : 'moment-slider'}
      min={first}
      max={last}
      value={value}
      aria-label={label}
      aria-valuetext={valueText}
      onChange={({ target }) => onMove(Number(target.value))}
    />
  );
}
