import type { reasons as english } from '../en/reasons.ts';

export const reasons: typeof english = {
  DnsFailed: {
    means: 'Le nom d’hôte est introuvable.',
    todo: 'Vérifiez le nom dans l’URL et le DNS du cluster.',
  },
  Refused: {
    means: 'L’adresse répond, mais rien n’écoute sur ce port.',
    todo: 'Vérifiez le port, et que RTSP est activé dans la caméra.',
  },
  Unreachable: {
    means: 'Aucune route vers l’adresse.',
    todo: 'Vérifiez câble, port du commutateur, VLAN et pare-feu entre la sonde et la caméra.',
  },
  Timeout: {
    means: 'Pas de réponse à temps.',
    todo: 'Vérifiez l’alimentation et le réseau de la caméra ; redémarrez-la si ses voisines répondent.',
  },
  TlsFailed: {
    means: 'La connexion chiffrée a échoué.',
    todo: 'Vérifiez le certificat de la caméra et l’autorité que le site reconnaît.',
  },
  NotRtsp: {
    means: 'Autre chose que RTSP répond sur ce port.',
    todo: 'Vérifiez le port de l’URL : 554 est courant pour RTSP.',
  },
  RtspStatus: {
    means: 'La caméra a répondu par une erreur RTSP.',
    todo: 'Lisez le message ci-dessous ; redémarrez la caméra si cela dure.',
  },
  HttpStatus: {
    means: 'La caméra a répondu par une erreur HTTP.',
    todo: 'Lisez le message ci-dessous et vérifiez le chemin de l’URL.',
  },
  AuthRequired: {
    means: 'La caméra demande un mot de passe, aucun n’est défini.',
    todo: 'Donnez à la caméra un credentialsSecretRef.',
  },
  AuthFailed: {
    means: 'La caméra refuse l’utilisateur ou le mot de passe.',
    todo: 'Corrigez le Secret. Un nouvel essai a lieu dès qu’il change.',
  },
  NotFound: {
    means: 'La caméra ne connaît pas ce chemin de flux.',
    todo: 'Comparez le chemin de l’URL au manuel de la caméra.',
  },
  TooManyRedirects: {
    means: 'La caméra redirige sans fin.',
    todo: 'Utilisez l’adresse vers laquelle elle redirige.',
  },
  BadSdp: {
    means: 'La description du flux est illisible.',
    todo: 'Mettez à jour le micrologiciel de la caméra, ou utilisez un autre flux.',
  },
  NoMedia: {
    means: 'Le flux n’a pas de vidéo.',
    todo: 'Vérifiez quel flux l’URL désigne, et que son encodeur est actif.',
  },
  Frozen: {
    means: 'L’image est figée.',
    todo: 'Regardez l’image ; redémarrez la caméra si elle devrait bouger.',
  },
  NoKeyframe: {
    means: 'Aucune image clé pendant l’échantillon.',
    todo: 'Réduisez l’intervalle des images clés dans la caméra.',
  },
  LowFps: {
    means: 'Moins d’images par seconde que prévu.',
    todo: 'Vérifiez la charge et le réseau de la caméra, et sa cadence réglée.',
  },
  Slow: {
    means: 'La caméra répond lentement.',
    todo: 'Vérifiez le réseau sur le trajet, et combien de clients la caméra sert.',
  },
  CertExpiring: {
    means: 'Le certificat expire bientôt.',
    todo: 'Renouvelez le certificat de la caméra.',
  },
  UnsupportedCodec: {
    means: 'Le codec vidéo n’est pas pris en charge.',
    todo: 'Réglez la caméra sur H.264, H.265 ou MJPEG.',
  },
  Busy: {
    means: 'La caméra n’a plus de session libre.',
    todo: 'Déconnectez les clients inutiles, ou relevez la limite de la caméra.',
  },
  AuthHeld: {
    means: 'Attente avant le prochain essai, pour ne pas verrouiller le compte.',
    todo: 'Corrigez le Secret pour qu’un essai ait lieu tout de suite.',
  },
  NotProbedYet: {
    means: 'Le premier contrôle n’est pas terminé.',
    todo: 'Patientez un instant.',
  },
  NoProber: {
    means: 'Aucune sonde n’a contrôlé cette caméra récemment.',
    todo: 'Regardez les pods des sondes du site.',
  },
  GatewayDown: {
    means: 'La passerelle du site ne répond pas.',
    todo: 'Vérifiez la liaison du site ; ses caméras seront jugées à nouveau à son retour.',
  },
  ProberLagging: {
    means: 'La sonde a pris du retard.',
    todo: 'Donnez plus de sondes au site.',
  },
  Suspended: {
    means: 'Le site est suspendu.',
    todo: 'Retirez spec.suspend pour continuer.',
  },
  IcmpNotPermitted: {
    means: 'La sonde n’a pas le droit d’envoyer de l’ICMP.',
    todo: 'Autorisez le sysctl net.ipv4.ping_group_range pour les pods des sondes.',
  },
};
