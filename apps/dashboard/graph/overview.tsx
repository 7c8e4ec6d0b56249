import { useStore, useViewport } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import type { Line } from './in-forest.js';
import { height, type Place, width } from './lay-out.js';

/** A thing as far as it can be told from afar: where it is, and its colour, which is a variable of the stylesheet. */
export interface Dot extends Place {
  readonly color: string;
}

interface Props {
  readonly dots: readonly Dot[];
  readonly places: ReadonlyMap<string, Place>;
  readonly lines: readonly Line[];
}

/** All of a picture from afar: thousands of things as one drawing, where their words could not be read anyway. */
export function Overview({ dots, places, lines }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { x, y, zoom } = useViewport();
  const [wide, high] = useStore(({ width: w, height: h }) => `${w} ${h}`)
    .split(' ')
    .map(Number);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const scale = window.devicePixelRatio;
    element.width = (wide ?? 0) * scale;
    element.height = (high ?? 0) * scale;
    context.setTransform(zoom * scale, 0, 0, zoom * scale, x * scale, y * scale);
    const style = getComputedStyle(element);
    context.strokeStyle = style.getPropertyValue('--line-strong');
    context.lineWidth = 1 / zoom;
    context.beginPath();
    for (const { source, target } of lines) {
      const [from, to] = [places.get(source), places.get(target)];
      if (!from || !to) continue;
      context.moveTo(from.x + width, from.y + height / 2);
      context.lineTo(to.x, to.y + height / 2);
    }
    context.stroke();
    for (const [color, same] of Map.groupBy(dots, (dot) => dot.color)) {
      context.fillStyle = style.getPropertyValue(color);
      for (const dot of same) context.fillRect(dot.x, dot.y, width, height);
    }
  }, [dots, places, lines, x, y, zoom, wide, high]);
  return <canvas ref={canvas} className="overview" aria-hidden="true" />;
}
