import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import { type Scope, useDenied } from '../app/session.tsx';

interface GatedButtonProps extends ButtonProps {
  scope: Scope;
  /** Why it cannot be done now, whoever asks. */
  because?: string | undefined;
}

/** Seen by everybody; whoever may not press it reads why. */
export function GatedButton({ scope, because, ...button }: GatedButtonProps) {
  const denied = useDenied(scope) ?? because;
  return <Button {...button} {...(denied ? { disabled: true, disabledReason: denied } : {})} />;
}
