using System.Text.Json;
using Atelier.Core;
using Atelier.Studio.Storage;
using Atelier.Studio.Tests.Faces;
using Atelier.Studio.Tests.Server;

namespace Atelier.Studio.Tests.Storage;

[Collection("studio")]
public sealed class BackupTests
{
    [Fact]
    public async Task ABackup_MadeWhileItWorks_IsAStudioThatGoesOn()
    {
        var target = Directory.CreateTempSubdirectory("atelier-backup-").FullName;
        string done, waiting;
        byte[] picture;
        await using (var studio = await RunningStudio.StartAsync())
        {
            waiting = await studio.OrderOneAsync("imagine", Toy.Imagine(iterations: 5));
            studio.Work();
            done = await studio.OrderOneAsync("imagine", Toy.Imagine());
            picture = await studio.OutputAsync(await studio.DoneAsync(done));
            var first = await Backup.CopyAsync(studio.Folder, target, withDatabase: true);
            Assert.True(first.Files > 0);
            var again = await Backup.CopyAsync(studio.Folder, target, withDatabase: true);
            Assert.True(again.Files < first.Files, "what is there already is not copied again");
        }

        await using var restored = await RunningStudio.StartInAsync(target);
        Assert.Equal(picture, await restored.OutputAsync(await restored.JobAsync(done)));
        Assert.NotEqual("failed", (await restored.JobAsync(waiting)).Text("state"));
    }

    [Fact]
    public async Task WhatIsNoStudio_OrLiesInIt_IsRefused()
    {
        var folder = Directory.CreateTempSubdirectory("atelier-backup-").FullName;
        await Assert.ThrowsAsync<OptionException>(() => Backup.CopyAsync(folder, folder + "-copy", withDatabase: true));
        Assert.False(Directory.Exists(folder + "-copy"));
        await using (await Database.OpenAsync(folder))
        {
        }

        await Assert.ThrowsAsync<OptionException>(() => Backup.CopyAsync(folder, Path.Combine(folder, "copy"), withDatabase: true));
        Directory.Delete(folder, recursive: true);
    }
}
