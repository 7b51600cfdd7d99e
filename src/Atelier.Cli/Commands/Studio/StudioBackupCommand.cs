using System.CommandLine;
using Atelier.Cli.Options;
using Atelier.Studio.Storage;

namespace Atelier.Cli.Commands.Studio;

/// <summary><c>atelier studio backup FOLDER</c>: copies what the studio keeps, also while it runs.</summary>
internal static class StudioBackupCommand
{
    public static Command Create()
    {
        var target = new Argument<string>("folder") { Description = "Where to; an earlier backup there is brought up to date." };
        var (data, postgres) = (StudioData.FolderOption(), StudioData.PostgresOption());
        var command = new Command("backup", "Copy the studio's database and files, also while it runs.") { target, data, postgres };
        command.SetAction(async (parse, cancel) =>
        {
            if (parse.GetValue(target) is "")
            {
                throw new CommandLineException("<folder> is empty: where to copy is needed.");
            }

            var (report, folder, to) = (parse.Report(), StudioData.Folder(parse, data), Path.GetFullPath(parse.GetValue(target)!));
            var server = StudioData.Postgres(parse, postgres);
            Database.RequireConnection(server);
            var isServer = server is not null;
            var (files, bytes) = await report.ProgressAsync(
                "copying",
                show => Backup.CopyAsync(
                    folder, to, !isServer, (done, of) => show("files", (double)done / of), cancel));
            if (isServer)
            {
                report.Note("The database is PostgreSQL's: pg_dump, run before this, copies it.");
            }

            report.Result($"{to}  ({files} new files, {bytes / 1_000_000} MB)", new { folder = to, files, bytes });
            return 0;
        });
        return command.WithOutputOptions();
    }
}
