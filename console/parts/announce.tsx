import LiveRegion from '@cloudscape-design/components/live-region';

/** For who reads by ear: what changes now and then, not each byte. */
export function Announce({ text }: { text: string }) {
  return (
    <LiveRegion hidden tagName="div">
      {text}
    </LiveRegion>
  );
}
