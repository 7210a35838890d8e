import type { Words } from '../words.ts';

/** What a reason of the API means, and what to do about it. */
interface Reason {
  means: string;
  todo: string;
}

/** Why a camera is as it is. */
export const reasons: Words<Reason> = {
  DnsFailed: {
    means: 'The host name cannot be resolved.',
    todo: 'Check the name in the URL and the DNS of the cluster.',
  },
  Refused: {
    means: 'The address answers, but nothing listens on this port.',
    todo: 'Check the port, and whether RTSP is switched on in the camera.',
  },
  Unreachable: {
    means: 'There is no route to the address.',
    todo: 'Check cable, switch port, VLAN and firewall between prober and camera.',
  },
  Timeout: {
    means: 'No answer in time.',
    todo: 'Check power and network of the camera; restart it if others on the switch answer.',
  },
  TlsFailed: {
    means: 'The encrypted connection failed.',
    todo: 'Check the certificate of the camera and the authority that the site trusts.',
  },
  NotRtsp: {
    means: 'Something other than RTSP answers on this port.',
    todo: 'Check the port of the URL: 554 is usual for RTSP.',
  },
  RtspStatus: {
    means: 'The camera answered with an RTSP error.',
    todo: 'Read the message below; restart the camera if it does not pass.',
  },
  HttpStatus: {
    means: 'The camera answered with an HTTP error.',
    todo: 'Read the message below, and check the path of the URL.',
  },
  AuthRequired: {
    means: 'The camera asks for a password, and none is set.',
    todo: 'Give the camera a credentialsSecretRef.',
  },
  AuthFailed: {
    means: 'The camera rejects the user name or password.',
    todo: 'Correct the Secret. It is tried again by itself as soon as it changes.',
  },
  NotFound: {
    means: 'The camera does not know this stream path.',
    todo: 'Check the path of the URL against the manual of the camera.',
  },
  TooManyRedirects: {
    means: 'The camera redirects without end.',
    todo: 'Use the address that it redirects to.',
  },
  BadSdp: {
    means: 'The stream description cannot be read.',
    todo: 'Update the firmware of the camera, or use another stream of it.',
  },
  NoMedia: {
    means: 'The stream has no video.',
    todo: 'Check which stream the URL names, and that its encoder is on.',
  },
  Frozen: {
    means: 'The picture stands still.',
    todo: 'Look at the picture; restart the camera if it should move.',
  },
  NoKeyframe: {
    means: 'No key frame within the sample.',
    todo: 'Shorten the key frame interval in the camera.',
  },
  LowFps: {
    means: 'Fewer pictures a second than expected.',
    todo: 'Check load and network of the camera, and its frame rate setting.',
  },
  Slow: {
    means: 'The camera answers slowly.',
    todo: 'Check the network on the way, and how many clients the camera serves.',
  },
  CertExpiring: {
    means: 'The certificate expires soon.',
    todo: 'Renew the certificate of the camera.',
  },
  UnsupportedCodec: {
    means: 'The video codec is not supported.',
    todo: 'Set the camera to H.264, H.265 or MJPEG.',
  },
  Busy: {
    means: 'The camera has no free session.',
    todo: 'Disconnect clients that are not needed, or raise the limit of the camera.',
  },
  AuthHeld: {
    means: 'Waiting before the next login, so that the camera locks no account.',
    todo: 'Correct the Secret to have it tried at once.',
  },
  NotProbedYet: {
    means: 'The first probe has not finished.',
    todo: 'Wait a moment.',
  },
  NoProber: {
    means: 'No prober has reported on this camera lately.',
    todo: 'Look at the prober pods of the site.',
  },
  GatewayDown: {
    means: 'The gateway of the site does not answer.',
    todo: 'Check the link of the site; its cameras are judged again when it is back.',
  },
  ProberLagging: {
    means: 'The prober cannot keep up.',
    todo: 'Give the site more prober shards.',
  },
  Suspended: {
    means: 'The site is suspended.',
    todo: 'Take spec.suspend back to go on.',
  },
  IcmpNotPermitted: {
    means: 'The prober may not send ICMP.',
    todo: 'Allow the sysctl net.ipv4.ping_group_range for the prober pods.',
  },
};
