/** What the commands leave to whoever runs a PostgreSQL that is not ours. */
export const outsideSentence = `数据库不由人才通运行（设置了 DATABASE_URL 或 TEMPORAL_ADDRESS），这份备份只含文件、密钥和签章证书，不含数据库。
应用库与流程引擎的库须放在同一个 PostgreSQL 实例里，由其管理员一并备份和恢复到同一时刻，例如：
  pg_basebackup --pgdata=<备份目录>/cluster --wal-method=stream --checkpoint=fast --dbname=<连接地址>
并设置 archive_mode=on 与 archive_library（或 archive_command）持续归档 WAL。先备份数据库，再执行本命令，文件才不会少。`;
