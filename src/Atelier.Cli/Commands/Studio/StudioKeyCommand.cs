using System.CommandLine;
using Atelier.Cli.Options;
using Atelier.Studio.Access;
using Atelier.Studio.Storage;

namespace Atelier.Cli.Commands.Studio;

/// <summary><c>atelier studio key ada</c>: makes a key, or takes a user's keys away.</summary>
internal static class StudioKeyCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "Whose key it is: a person, a program or a worker." };
        var role = new ChoiceOption<string>(
            [("artist", "artist"), ("owner", "owner"), ("worker", "worker")], "--role")
        {
            Description = "What it opens: an artist has jobs, an owner sees everybody's, a worker does them.",
        };
        var running = new NumericOption<int>(1, 10_000, "--running")
        {
            Description = "Jobs of a new artist that may run at the same time.", Default = 1,
        };
        var revoke = new FlagOption("--revoke") { Description = "Take all keys of this name away instead." };
        var (data, postgres) = (StudioData.FolderOption(), StudioData.PostgresOption());
        var command = new Command("key", "Make a key for the studio. It is shown once.") { name, role, running, revoke, data, postgres };
        command.SetAction(async (parse, _) =>
        {
            parse.RejectUnused(parse.GetValue(revoke) ? [role, running] : [], "beside --revoke");
            var folder = StudioData.Folder(parse, data);
            var server = StudioData.Postgres(parse, postgres);
            if (server is null)
            {
                Directory.CreateDirectory(folder);
            }

            await using var database = await Database.OpenAsync(folder, server);
            var (keys, user) = (new Keys(database, TimeProvider.System), parse.GetValue(name)!);
            if (parse.GetValue(revoke))
            {
                var count = await keys.RevokeAsync(user);
                parse.Report().Result($"{count} keys of {user} are no longer valid", new { user, revoked = count });
                return 0;
            }

            var key = await keys.CreateAsync(user, role.Get(parse), running.Get(parse));
            parse.Report().Result(key, new { user, key });
            return 0;
        });
        return command.WithOutputOptions();
    }
}
