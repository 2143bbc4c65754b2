/** Reads scheduler configurations of diffusers, samples with each of them, and looks for settings that are not meant. */
import { type Denoiser, toNumbers } from '@fm/core';
import { fromDiffusersConfig, generateImages, lintSchedulerConfig } from '@fm/diffusion';

// The best possible denoiser of data with mean 2 and deviation 0.5: Bayes' rule instead of a network.
const [mean, variance] = [2, 0.25];
const denoiser: Denoiser = {
  name: 'normal data',
  prediction: 'epsilon',
  sampleShape: [1, 8, 8],
  async predict({ sample, noiseLevel: sigma = 0 }) {
    const alpha = 1 / Math.sqrt(1 + sigma ** 2);
    const gain = variance / (variance + sigma ** 2);
    const noiseIn = (x: number): number => {
      const y = x / alpha; // y = data + sigma · noise
      return (y - (mean + gain * (y - mean))) / sigma;
    };
    return { ...sample, data: sample.data.map(noiseIn) };
  },
};

// As a scheduler_config.json says it.
const common = { beta_schedule: 'scaled_linear', beta_start: 0.00085, beta_end: 0.012, steps_offset: 1 };
const configs = [
  { _class_name: 'DDIMScheduler', clip_sample: false, ...common },
  { _class_name: 'DDPMScheduler', clip_sample: false, ...common },
  { _class_name: 'DPMSolverMultistepScheduler', use_karras_sigmas: true, ...common },
  { _class_name: 'UniPCMultistepScheduler', ...common },
];
console.log(`data: mean ${mean}, deviation ${Math.sqrt(variance)}\n`);
for (const config of configs) {
  const plan = fromDiffusersConfig(config).plan({ steps: 10 });
  const seeds = Array.from({ length: 64 }, (_, i) => i);
  const numbers = toNumbers(await generateImages({ denoiser, plan, seeds }).result);
  const average = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const spread = Math.sqrt(numbers.reduce((sum, x) => sum + (x - average) ** 2, 0) / numbers.length);
  if (Math.abs(average - mean) > 0.15) throw new Error(`${config._class_name} misses the mean: ${average}`);
  console.log(`${config._class_name.padEnd(28)} mean ${average.toFixed(2)}, deviation ${spread.toFixed(2)}`);
  console.log(`${' '.repeat(28)} at timesteps ${plan.timesteps.map((t) => Math.round(t)).join(' ')}`);
}

console.log();
for (const { severity, rule, message } of lintSchedulerConfig({
  _class_name: 'DDIMScheduler',
  rescale_betas_zero_snr: true,
  timestep_spacing: 'leading',
}))
  console.log(`${severity} ${rule}: ${message}`);
