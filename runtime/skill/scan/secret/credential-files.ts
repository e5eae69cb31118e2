/** A file that keeps credentials by its nature, known by its name. */
export interface CredentialFile {
  readonly id: string;
  /** "A .netrc file" */
  readonly catches: string;
  /** Matched against the whole path, with `/` between its parts. */
  readonly path: RegExp;
  /** Patterns with the flags g and u, one of whose groups is a secret; linear on any input. */
  readonly values: readonly RegExp[];
  /** Whether values are looked for by the names they are assigned to, too. */
  readonly assignments?: boolean;
  /** Whether every value in it is somebody's own: else a value that everybody tries first is only told of. */
  readonly personal: boolean;
}

const historyPasswords: readonly RegExp[] = [
  /(?:^|\s)(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\r\n]{0,200}?\s-p["']?([^\s"'-][^\s"']{3,100})/gmu,
  /\bsshpass\s+-p\s*["']?([^\s"']{3,100})/gu,
  /\s--?(?:password|passwd|pass|token|secret|api-?key)[= ]["']?([^\s"'-][^\s"']{3,200})/giu,
  /\b(?:curl|wget|http|svn|ftp|lftp|rsync)\b[^\r\n]{0,200}?\s(?:-u|--user)[= ]?["']?[^\s:"']{1,60}:([^\s"']{3,100})/gu,
  /\b[A-Za-z_]{0,40}(?:PASS(?:WORD|WD)?|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PWD)[A-Z_]{0,20}=["']?([^\s"'$][^\s"']{5,200})/giu,
  /\becho\s+["']?([^\s"'|$]{4,100})["']?\s*\|\s*(?:sudo\s+-S|passwd|docker login|base64)/gu,
  /:\/\/[^\s:/@]{1,60}:([^\s:/@]{3,100})@/gu,
];

/** A password as systems keep it, hashed. */
const hashes =
  /[:\s'",](\$(?:1|2[abxy]?|5|6|7|y|apr1|P|H|argon2i?d?|pbkdf2[\w-]{0,12}|scrypt|sha1)\$[^\s:'",]{8,200}|\{(?:SSHA|SHA|SSHA256|SSHA512|SMD5|MD5|CRYPT)\}[A-Za-z0-9+/=]{20,120}|pbkdf2_sha256\$\d{4,7}\$[^\s:'",]{20,120}|\*[A-F0-9]{40})(?=[:\s'",]|$)/gmu;

/** The files, the most telling first: a path is taken by the first that matches. */
export const credentialFiles: readonly CredentialFile[] = [
  {
    id: 'netrc',
    catches: 'A .netrc file with a password',
    path: /(?:^|\/)[._]netrc$/iu,
    values: [/\bpassword\s+["']?([^\s"']{3,200})/giu],
    personal: true,
  },
  {
    id: 'git-credentials',
    catches: 'A file of saved Git credentials',
    path: /(?:^|\/)\.?git-credentials$/iu,
    values: [/:\/\/[^\s:/@]{0,100}:([^\s:/@]{3,200})@/gu],
    personal: true,
  },
  {
    id: 'pgpass',
    catches: 'A PostgreSQL password file',
    path: /(?:^|\/)\.?pgpass(?:\.conf)?$/iu,
    values: [/^[^#:\r\n]{1,100}:[^:\r\n]{1,10}:[^:\r\n]{1,60}:[^:\r\n]{1,60}:([^\r\n]{3,200})$/gmu],
    personal: true,
  },
  {
    id: 'shell-history',
    catches: 'A shell history with a password on a command line',
    path: /(?:^|\/)\.?(?:bash|zsh|sh|fish|ksh|mysql|psql|sqlite|python|irb|node_repl|rediscli|php|lesshst|ash)_?history$|consolehost_history\.txt$/iu,
    values: historyPasswords,
    personal: true,
  },
  {
    id: 'password-hashes',
    catches: 'A file of password hashes (shadow, passwd, htpasswd)',
    path: /(?:^|\/)(?:g?shadow-?|master\.passwd|[\w.-]{0,20}passwd|\.?htpasswd\w{0,10}|\.?htdigest)$/iu,
    values: [
      hashes,
      /^[^:#\s]{1,60}:((?:\$|\{)[^\s:]{10,200}|[A-Za-z0-9./]{13})(?=:|\s|$)/gmu,
      /^[^:#\s]{1,60}:[^:\r\n]{1,60}:([a-f0-9]{32})$/gmu,
    ],
    personal: true,
  },
  {
    id: 'docker-auth',
    catches: 'A Docker configuration with a registry password',
    path: /(?:^|\/)(?:\.dockercfg|\.?dockerconfigjson|\.docker\/config\.json|docker[_-]?config\.json)$/iu,
    values: [/"(?:auth|identitytoken|registrytoken|password)"\s{0,5}:\s{0,5}"([^"\s]{6,2000})"/gu],
    personal: true,
  },
  {
    id: 'file-transfer-password',
    catches:
      'A saved password of a file transfer program (FileZilla, WinSCP, Sublime SFTP, VS Code, WebStorm, Atom)',
    path: /(?:^|\/)(?:filezilla|recentservers|sitemanager|webservers|confcons)\.xml$|(?:^|\/)(?:\.?sftp(?:-config)?(?:-alt\d?)?\.json|\.?ftpconfig|\.?remote-sync\.json|\.?ftpsync\.settings|deployment-config\.json|\.?ftp-?sync\.json|winscp\.ini|\.?lftp\/bookmarks|.*\.ftpquota)$/iu,
    values: [
      /<pass(?:word)?(?:\s[^>]{0,60})?>([^<\s]{3,400})</giu,
      /\bpass(?:word|phrase|wd)?["']?\s{0,5}[:=]\s{0,5}["']([^"'\r\n]{3,200})["']/giu,
      /^\s{0,8}password=([^\s]{3,200})$/gimu,
      /:\/\/[^\s:/@]{1,60}:([^\s:/@]{3,100})@/gu,
    ],
    personal: true,
  },
  {
    id: 'mail-password',
    catches: "A mail program's file with a password",
    path: /(?:^|\/)\.?(?:esmtprc|msmtprc|fetchmailrc|muttrc|offlineimaprc|mbsyncrc|getmailrc|ssmtp\.conf|sasl_passwd|mailrc|authinfo|neomuttrc)(?:\.\w{1,8})?$/iu,
    values: [
      /(?:pass(?:word)?|authpass|remotepass|imap_pass|smtp_pass|pass_?cmd)\s{0,8}(?:=|\s)\s{0,8}["']?([^\s"']{3,200})/giu,
      /^\S{1,100}\s+\S{1,80}:(\S{3,100})$/gmu,
    ],
    personal: true,
  },
  {
    id: 'browser-passwords',
    catches: 'The passwords or sessions saved by a browser or a chat program',
    path: /(?:^|\/)(?:logins\.json|signons\.sqlite|key[34]\.db|cookies(?:\.sqlite|\.binarycookies|\.txt)?|login data|accounts\.xml|wallet\.dat)$/iu,
    values: [
      /"encrypted(?:Password|Username)"\s{0,5}:\s{0,5}"([^"\s]{16,2000})"/gu,
      /<password>([^<]{2,200})<\/password>/giu,
      /^[^#\s]\S{0,100}\t(?:TRUE|FALSE)\t[^\t\r\n]{1,200}\t(?:TRUE|FALSE)\t\d{1,12}\t[^\t\r\n]{1,100}\t([^\t\r\n]{8,4000})$/gmu,
    ],
    personal: true,
  },
  {
    id: 'database-client-password',
    catches:
      "A database client's file with a password (my.cnf, DBeaver, Robomongo, DataGrip, SQL Developer, TNS)",
    path: /(?:^|\/)(?:\.?my(?:login)?\.cnf|\.?dbeaver[\w.-]{0,20}\.(?:xml|json)|data-sources\.(?:xml|json)|credentials-config\.json|robomongo\.json|robo3t\.json|datasources(?:\.local)?\.xml|connections\.xml|\.?mongorc\.js|\.?dbshell|\.?pg_service\.conf|\.?usql_history)$/iu,
    values: [
      /\b(?:user)?pass(?:word|wd)?["']?\s{0,5}[:=]\s{0,5}["']?([^"'\s<>,;]{3,200})/giu,
      /<password>([^<]{2,200})</giu,
    ],
    personal: true,
  },
  {
    id: 'cloud-credentials',
    catches:
      "A cloud program's file with credentials (AWS, s3cmd, Boto, rclone, gcloud, doctl, tugboat, Heroku, Azure)",
    path: /(?:^|\/)(?:\.aws\/(?:credentials|config)|\.?credentials|\.?s3cfg|\.?boto|\.?rclone\.conf|\.?tugboat|heroku\.json|application_default_credentials\.json|access_tokens\.db|credentials\.db|\.?azureprofile\.json|accesstokens\.json|msal_token_cache\.json|\.?fog|\.?knife\.rb|\.?hub|\.?config\/hub|hosts\.yml|\.?netlify\/config\.json|\.?vercel\/auth\.json|\.?pypirc|\.?gem\/credentials|\.cargo\/credentials(?:\.toml)?|auth\.json|\.?terraformrc|credentials\.tfrc\.json|\.?vault-token|\.?vault_pass(?:word)?(?:\.txt)?|\.?trc|\.?kaggle\/kaggle\.json|kaggle\.json|\.?ngrok2?\/ngrok\.yml|\.?ngrok\.yml|\.?cloudflared\/[\w-]+\.json|\.?smbcredentials|\.?wgetrc|\.?curlrc|nuget\.config|\.?m2\/settings(?:-security)?\.xml|\.?jupyter_notebook_config\.(?:py|json)|\.?jfrog-cli\.conf)$/iu,
    assignments: true,
    values: [
      /(?:access_?key|client_key|api_key|access_key_id|secret_?key|gs_secret_access_key|oauth_token|refresh_token|client_secret|rubygems_api_key|:\w{0,30}_key)["']?\s{0,5}[:=]\s{0,5}["']?([^"'\s,]{6,400})/giu,
      /"(?:token|key|password|oauth_token|HEROKU_API_KEY|access_?token)"\s{0,5}:\s{0,5}"([^"\s]{6,400})"/giu,
      /\bvalue="([^"]{6,200})"/gu,
    ],
    personal: true,
  },
  {
    id: 'chat-password',
    catches: "A chat or game server's file with a password (irssi, WeeChat, ventrilo, TeamSpeak, Minecraft)",
    path: /(?:^|\/)(?:\.?irssi\/config|irc\.conf|weechat\/(?:irc|sec)\.conf|ventrilo_srv\.ini|ts3server\.ini|server\.properties|\.?znc\.conf|murmur\.ini|ultravnc\.ini)$/iu,
    values: [
      /(?:admin)?(?:pass(?:word|wd)?|rcon\.password)\w{0,4}\s{0,5}=\s{0,5}["']?([^"'\s;]{3,200})/giu,
      /\bidentify\s+(?:\S{1,40}\s+)?([^\s"';]{3,100})/giu,
    ],
    personal: true,
  },
  {
    id: 'windows-password',
    catches:
      'A Windows set-up or remote access file with a password (unattend.xml, Groups.xml, sysprep, RDP)',
    path: /(?:^|\/)(?:(?:auto)?unattend(?:ed)?\.xml|groups\.xml|services\.xml|scheduledtasks\.xml|printers\.xml|drives\.xml|sysprep\.(?:inf|xml)|[^/]*\.rdp|vnc\.ini|[^/]*\.rdg|[^/]*\.remmina)$/iu,
    values: [
      /cpassword="([A-Za-z0-9+/=]{8,400})"/gu,
      /<Value>([^<\s]{3,200})<\/Value>\s{0,20}<PlainText>/giu,
      /\b(?:admin)?password\s{0,5}(?:=|51:b:)\s{0,5}["']?([^\s"']{3,400})/giu,
    ],
    personal: true,
  },
  {
    id: 'framework-secret',
    catches:
      "A framework's file with its secrets (Rails, Laravel, Django, WordPress, Joomla, Drupal, Magento, MediaWiki)",
    path: /(?:^|\/)\.?(?:wp-config[\w.-]{0,12}\.php|configuration\.php|localsettings\.php|config(?:\.inc|\.local|uration)?\.php|settings(?:\.local)?\.php|database\.(?:yml|yaml|php|json)|secrets\.ya?ml|mongoid\.ya?ml|(?:local_)?settings\.py|local\.xml|env\.php|parameters\.ya?ml|application(?:-\w{2,12})?\.(?:properties|ya?ml)|appsettings(?:\.\w{2,20})?\.json|local\.settings\.json|web\.config|app\.config|connectionstrings\.config|credentials(?:\.\w{2,12})?\.(?:ya?ml|json|xml|txt)|secrets?(?:\.\w{2,12})?\.(?:json|toml|txt)|(?:gradle|keystore|signing|local)\.properties|[\w.-]{0,30}\.tfvars(?:\.json)?|[\w.-]{0,30}\.tfstate(?:\.backup)?|docker-compose[\w.-]{0,20}\.ya?ml|proftpd?passwd)$/iu,
    assignments: true,
    values: [],
    personal: false,
  },
  {
    id: 'rails-master-key',
    catches: 'A Rails master key',
    path: /(?:^|\/)(?:master|production|staging|credentials|development)\.key$/iu,
    values: [/^([a-f0-9]{32})\s*$/gu],
    personal: true,
  },
  {
    id: 'secret-key-base',
    catches: 'A file of tokens that sign sessions',
    path: /(?:^|\/)(?:secret_token\.rb|\.?erlang\.cookie|secret\.key|\.?flask_secret|\.?django_secret(?:\.txt)?)$/iu,
    values: [/(?<![A-Za-z0-9+/_-])([A-Za-z0-9+/_-]{16,200})\s{0,20}['"]?\s{0,20}$/gu],
    personal: true,
  },
  {
    id: 'database-dump',
    catches: 'A database dump with password hashes',
    path: /\.(?:sql|dump|sql\.txt)$/iu,
    values: [hashes],
    personal: true,
  },
  {
    id: 'environment-file',
    catches: 'An .env file with a value in it',
    path: /(?:^|\/)(?:\.env(?:\.(?:local|prod|production|staging|development|dev|test|live|backup|bak|old|save|docker|\d+))?|\.envrc|[\w-]{1,30}\.env)$/iu,
    values: [
      /^[ \t]{0,8}(?:export[ \t]+|set[ \t]+)?[A-Za-z_][\w.]{0,60}(?:PASS(?:WORD|WD|PHRASE)?|PWD|SECRET|TOKEN|KEY|CREDENTIALS?|AUTH|SALT|DSN)\w{0,20}[ \t]{0,4}=[ \t]{0,4}(?:"([^"\r\n]{3,2000})"|'([^'\r\n]{3,2000})'|([^\s"'#][^\r\n#]{2,2000}))/gimu,
    ],
    personal: false,
  },
];
