import { useEffect, useRef, useState } from 'react';
import type { Schemas } from '../../../client/client.ts';
import { stateWords, words } from '../../words/execution.ts';
import { duration } from '../../words/times.ts';
import type { Row, Stage } from './fold.ts';
import type { Scale } from './scale.ts';

const ROW = 34;
const TOP = 34;
const NAMES = 250;
const RIGHT = 90;
const LEAST = 3;

interface ChartProps {
  rows: readonly Row[];
  scale: Scale;
  now: number;
  freezes: NonNullable<Schemas['Operation']['freezes']>;
  chosen: string | undefined;
  onChoose: (state: string) => void;
}

/** The state machine, top to bottom, and when each state ran. Each row is a button: what happened in it is told below. */
export function Chart({ rows, scale, now, freezes, chosen, onChoose }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const bars = Math.max(100, width - NAMES - RIGHT);
  const x = (moment: number) => NAMES + scale.position(moment) * bars;
  const height = TOP + rows.length * ROW + 8;
  return (
    <div ref={frame} className="states">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot hold a drawing's parts */}
      <svg width={width} height={height} role="group" aria-label={words.states}>
        {freezes.map(({ group, startedAt, endedAt, thawedAt }) => {
          if (startedAt === undefined) return null;
          const from = x(Date.parse(startedAt));
          const to = x(Date.parse(thawedAt ?? endedAt ?? new Date(now).toISOString()));
          return (
            <rect
              key={group}
              className="freeze"
              x={from}
              y={TOP - 12}
              width={Math.max(LEAST, to - from)}
              height={height - TOP}
            >
              <title>{words.freeze}</title>
            </rect>
          );
        })}
        <Ticks scale={scale} x={x} height={height} />
        {rows.map((row, at) => (
          <StateRow
            key={row.state}
            row={row}
            y={TOP + at * ROW + ROW / 2}
            x={x}
            now={now}
            isLast={at === rows.length - 1}
            isChosen={chosen === row.state}
            width={width}
            onChoose={() => onChoose(row.state)}
          />
        ))}
      </svg>
    </div>
  );
}

/** Where nothing is folded each fifth of the time; else where the folds are. */
function Ticks({ scale, x, height }: { scale: Scale; x: (moment: number) => number; height: number }) {
  const folds = scale.segments.filter(({ folded }) => folded);
  if (folds.length > 0)
    return folds.map(({ from, to }) => (
      <g key={from} className="fold">
        <rect x={x(from)} y={TOP - 12} width={x(to) - x(from)} height={height - TOP} />
        <text x={(x(from) + x(to)) / 2} y={TOP - 16} textAnchor="middle">
          ┆ {duration((to - from) / 1000)} ┆
        </text>
      </g>
    ));
  const whole = scale.last - scale.first;
  return [0, 0.25, 0.5, 0.75, 1].map((share) => (
    <g key={share} className="tick">
      <line x1={x(scale.first + whole * share)} x2={x(scale.first + whole * share)} y1={TOP - 10} y2={height} />
      <text x={x(scale.first + whole * share)} y={TOP - 16} textAnchor="middle">
        {share === 0 ? '0' : duration((whole * share) / 1000)}
      </text>
    </g>
  ));
}

interface StateRowProps {
  row: Row;
  y: number;
  x: (moment: number) => number;
  now: number;
  isLast: boolean;
  isChosen: boolean;
  width: number;
  onChoose: () => void;
}

function StateRow({ row, y, x, now, isLast, isChosen, width, onChoose }: StateRowProps) {
  const { state, status, visits, stages } = row;
  const seconds = stages.reduce((sum, stage) => sum + secondsOf(stage, now), 0);
  // What is seen comes first: who speaks to the machine says what is written there (WCAG 2.5.3).
  const seen = [state, visits > 1 ? `↻ ${visits}` : '', stages.length > 0 ? duration(seconds) : ''];
  const label = `${seen.filter(Boolean).join(' ')}, ${stateWords[status]}`;
  const end = Math.max(...stages.map((stage) => x(endOf(stage, now))), NAMES);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button of HTML cannot stand in a drawing
    <g
      className={`state ${status}${isChosen ? ' chosen' : ''}`}
      role="button"
      tabIndex={0}
      aria-pressed={isChosen}
      onClick={onChoose}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        onChoose();
      }}
    >
      <title>{label}</title>
      <rect className="hit" x={0} y={y - ROW / 2} width={width} height={ROW} rx={4} />
      {!isLast && <line className="spine" x1={16} x2={16} y1={y} y2={y + ROW} />}
      <circle cx={16} cy={y} r={8} />
      <path className="sign" d={SIGNS[status](y)} />
      <text className="name" x={34} y={y + 4}>
        {state}
      </text>
      {visits > 1 && (
        <text className="visits" x={NAMES - 12} y={y + 4} textAnchor="end">
          ↻ {visits}
        </text>
      )}
      {stages.map((stage) => {
        const from = x(Date.parse(stage.enteredAt));
        const length = Math.max(LEAST, x(endOf(stage, now)) - from);
        const how = stage.failure ? 'bad' : status === 'running' && stage === stages.at(-1) ? 'live' : 'good';
        return <rect key={stage.epoch} className={`bar ${how}`} x={from} y={y - 7} width={length} height={14} rx={3} />;
      })}
      {stages.length > 0 && (
        <text className="seconds" x={end + 8} y={y + 4}>
          {duration(seconds)}
        </text>
      )}
    </g>
  );
}

const SIGNS: Readonly<Record<Row['status'], (y: number) => string>> = {
  done: (y) => `M12 ${y} l3 3 l5 -6`,
  failed: (y) => `M13 ${y - 3} l6 6 M19 ${y - 3} l-6 6`,
  running: (y) => `M14 ${y} h4`,
  waiting: () => '',
  passed: (y) => `M13 ${y} h6`,
};

export function endOf({ leftAt }: Stage, now: number): number {
  return leftAt === undefined ? now : Date.parse(leftAt);
}

export function secondsOf(stage: Stage, now: number): number {
  return Math.max(0, endOf(stage, now) - Date.parse(stage.enteredAt)) / 1000;
}

/** Text is not scaled with the drawing: it is drawn for the width that there is. */
function useWidth(frame: React.RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(900);
  useEffect(() => {
    if (!frame.current) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, [frame]);
  return width;
}
